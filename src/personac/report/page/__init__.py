"""What stands on the report page: the report's rows, turned into what a template shows.

One module for each part of the page; `report/html.py` puts them together. The
looks are in `styles/`, what happens on a click in `scripts/`, and the words in
`templates/`, so that each is edited as what it is.
"""
