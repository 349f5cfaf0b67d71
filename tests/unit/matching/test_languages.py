"""Files that are not in English; the sentences are made up."""
# ruff: noqa: RUF001 - letters and punctuation of other scripts

from __future__ import annotations

import pytest

from personac.matching.languages import NEAR_COPY, Languages
from tests.unit.helpers import bullets_of, extracted

LANGUAGES = Languages()

GERMAN = ("Prüfe die Eingaben, bevor du sie speicherst.", "Schreibe einen Test für jede neue Funktion.")
CHINESE = ("提交前运行所有单元测试", "不要把 API 密钥写进日志")


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (GERMAN, "de"),
        (("Revisa los datos de entrada y guarda una copia.", "No borres nada sin permiso del autor."), "es"),
        (("Vérifiez les entrées avant de les enregistrer.", "Un test pour chaque fonction du module."), "fr"),
        (("Verifique os dados e não apague nada sem uma cópia.", "Um teste para cada função."), "pt"),
        (("Controlla i dati prima di salvare, e non cancellare nulla.", "Un test per ogni funzione."), "it"),
        (("Controleer het formulier van een klant voor je het bewaart.",), "nl"),
        (("Sprawdź dane przed zapisem i nie usuwaj niczego bez zgody.", "Test dla każdej funkcji"), "pl"),
        (("Her işlev için bir test yaz ve veriyi sonra kaydet.",), "tr"),
        (("Luôn kiểm tra dữ liệu trước khi lưu và không xóa các bản sao.",), "vi"),
        (("Periksa data sebelum disimpan dan jangan hapus yang tidak perlu.",), "id"),
        (CHINESE, "zh"),
        (("コミットの前にテストを実行する", "TypeScript の型を必ず書く"), "ja"),
        (("커밋하기 전에 모든 테스트를 실행하세요", "비밀번호를 로그에 남기지 마세요"), "ko"),
        (("Проверяйте входные данные", "Не храните пароли в журнале"), "ru"),
        (("Перевіряйте вхідні дані", "Зберігайте їхні копії"), "other"),
        (("تحقق من المدخلات قبل الحفظ",), "ar"),
        (("ورودی‌ها را پیش از ذخیره بررسی کنید", "گزارش‌ها را پاک نکنید"), "other"),
        (("हर बदलाव से पहले परीक्षण चलाएँ",), "hi"),
        (("Ελέγξτε τα δεδομένα πριν από την αποθήκευση",), "other"),
        (("Tarkista syöte ennen tallennusta ja pidä lyhyenä", "Älä poista mitään ilman lupaa") * 2, "other"),
    ],
)
def test_the_language_is_that_of_the_script_or_of_the_function_words(
    texts: tuple[str, ...], language: str
) -> None:
    assert LANGUAGES.language_of(texts) == language


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("", "..."),
        ("42", "x"),
        ("Review the diff before you merge it", "Never push to main"),
        ("Kubernetes", "PostgreSQL, Redis", "Terraform modules"),
        ("for (const e of list) del(e)", "SELECT la FROM una", "npm i --save-dev"),
        ("Nicht löschen",),
        (
            "Translate the page into German",
            "Keep \u201cDie Eingabe ist nicht gültig\u201d as it is",
            "Ask the user",
        ),
        ("Answer in the language of the user", "你好 means hello", "Keep names as they are"),
        ("Café menus", "Naïve Bayes", "Explain the résumé to the user"),
    ],
)
def test_what_is_english_short_or_unsure_is_english(texts: tuple[str, ...]) -> None:
    assert LANGUAGES.language_of(texts) == "en"


OPPOSED = [
    ("de", "Immer Tests schreiben", "Niemals Tests schreiben"),
    ("de", "Änderungen ohne Freigabe einspielen", "Änderungen mit Freigabe einspielen"),
    ("es", "Guarda siempre las claves en el registro", "Nunca guardes las claves en el registro"),
    ("fr", "Enregistrez toujours les mots de passe", "N'enregistrez jamais les mots de passe"),
    ("pt", "Grave as senhas no registro", "Não grave as senhas no registro"),
    ("ru", "Храните пароли в журнале", "Не храните пароли в журнале"),
    ("ar", "احفظ كلمات المرور في السجل", "لا تحفظ كلمات المرور في السجل"),
    ("hi", "पासवर्ड लॉग में लिखें", "पासवर्ड लॉग में न लिखें"),
    ("ja", "パスワードをログに出力する", "パスワードをログに出力しない"),
    ("ko", "비밀번호를 로그에 남기세요", "비밀번호를 로그에 남기지 마세요"),
    ("zh", "必须把密钥写进配置", "不得把密钥写进配置"),
    ("zh", "不要记录密码，也不要记录邮箱", "不要记录密码，但要记录邮箱"),
]


@pytest.mark.parametrize(("language", "a", "b"), OPPOSED)
def test_a_negation_in_one_of_two_texts_opposes_them(language: str, a: str, b: str) -> None:
    assert LANGUAGES.opposed_by_negation(a, b, language)
    assert LANGUAGES.opposed_by_negation(b, a, language)
    assert not LANGUAGES.are_copies(a, b, language)


@pytest.mark.parametrize(
    ("language", "a", "b"),
    [
        ("de", "Niemals Geheimnisse einchecken", "Keine Geheimnisse einchecken"),
        ("de", "Prüfe jede Änderung", "Prüfe nicht nur jede Änderung"),
        ("de", "Prüfe jede Änderung ohne Ausnahme", "Prüfe immer jede Änderung"),
        ("es", "Revisa cada cambio", "No olvides revisar cada cambio"),
        ("fr", "Expliquez pas à pas", "Expliquez en détail"),
        ("pt", "Revise todos os dados", "Revise todos os dados sem exceção"),
        ("ru", "Никогда не удаляйте копии", "Не удаляйте копии"),
        ("ar", "يجب توثيق كل واجهة", "لا بد من توثيق كل واجهة"),
        ("hi", "हर फ़ाइल जाँचें", "न केवल हर फ़ाइल जाँचें"),
        ("ja", "必ず検証する", "検証しなければならない"),
        ("ko", "보안을 확인하세요", "안전을 확인하세요"),
        ("zh", "检查不同的类别", "检查所有的类别"),
    ],
)
def test_texts_that_both_deny_or_neither_are_not_opposed(language: str, a: str, b: str) -> None:
    assert not LANGUAGES.opposed_by_negation(a, b, language)


def test_languages_without_negations_in_the_data_have_no_opposites() -> None:
    assert not LANGUAGES.opposed_by_negation("Always log", "Never log", "en")
    assert not LANGUAGES.opposed_by_negation("Her zaman", "Asla", "tr")


@pytest.mark.parametrize(
    ("language", "a", "b"),
    [
        ("zh", "请在提交前运行所有单元测试。", "在提交前运行所有单元测试"),
        ("zh", "使用 TypeScript 编写组件,并开启严格模式", "使用TypeScript编写组件，并开启严格模式。"),
        ("ja", "コミットの前にテストを実行してください。", "コミットの前に、テストを実行する"),
        ("ja", "ﾃﾞｰﾀﾍﾞｰｽをバックアップする", "データベースをバックアップする"),
        ("ru", "Ошибки записывайте с контекстом запроса", "Ошибки записывайте с контекстом запросов!"),
        ("ar", "تحقّق من جميع المدخلات قبل حفظها", "تحقق من جميع المدخلات، قبل حفظها"),
        (
            "de",
            "Bitte halte die Abhängigkeit des Moduls aktuell",
            "Halte die Abhängigkeiten des Moduls aktuell",
        ),
        ("de", "Schreibe für jede neue Funktion einen Test", "Schreibe für jede neue Funktion Test"),
        ("fr", "Vérifiez toutes les entrées du formulaire", "Vérifier toutes les entrées du formulaire"),
    ],
)
def test_spaces_punctuation_politeness_articles_and_one_ending_leave_a_copy(
    language: str, a: str, b: str
) -> None:
    assert LANGUAGES.copy_likeness(a, b) == LANGUAGES.copy_likeness(b, a) >= NEAR_COPY
    assert LANGUAGES.are_copies(a, b, language)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("失败后最多重试3次再报告错误", "失败后最多重试5次再报告错误"),
        ("失败后最多重试三次再报告错误", "失败后最多重试五次再报告错误"),
        ("启用生产环境中的详细日志记录功能", "禁用生产环境中的详细日志记录功能"),
        ("サーバーがクライアントを呼び出す", "サーバーをクライアントが呼び出す"),
        ("Всегда включайте подробные журналы", "Всегда выключайте подробные журналы"),
        ("Сервера вызывает клиент при обновлении", "Сервер вызывает клиента при обновлении"),
        ("Клиента вызывает сервера при обновлении", "Клиентам вызывает сервером при обновлении"),
        ("خذ نسخة احتياطية قبل النشر", "خذ نسخة احتياطية بعد النشر"),
        (
            "Aktiviere das ausführliche Protokoll im Betrieb",
            "Deaktiviere das ausführliche Protokoll im Betrieb",
        ),
        ("Lösche alte Sicherungen", "Lösche alte verschlüsselte Sicherungen"),
        ("Utilisez npm pour installer les paquets", "Utilisez pnpm pour installer les paquets"),
    ],
)
def test_another_word_or_number_is_no_copy(a: str, b: str) -> None:
    assert LANGUAGES.copy_likeness(a, b) == LANGUAGES.copy_likeness(b, a) <= 0.5


def test_short_texts_have_no_near_copies() -> None:
    assert not LANGUAGES.are_copies("运行测试", "运行了测试", "zh")
    assert LANGUAGES.copy_likeness("运行测试", "运行测试。") == 1


def test_symbols_alone_are_copies_only_of_themselves() -> None:
    assert LANGUAGES.copy_likeness("\u2192", " \u2192") == 1
    assert LANGUAGES.copy_likeness("\u2192", "\u2190") == 0
    assert LANGUAGES.copy_likeness("", "") == 1


def test_each_file_that_is_not_english_is_reported_once() -> None:
    files = {
        "de.md": "".join(f"- {text}\n" for text in GERMAN),
        "el.md": "- Ελέγξτε τα δεδομένα\n",
        "en.md": "- Review the diff\n",
        "none.md": "",
        "zh.md": "".join(f"- {text}\n" for text in CHINESE),
    }
    result = extracted(files)
    found = LANGUAGES.foreign_files(result.personas, result.bullets)
    assert [(d.code, d.path, d.line, d.message) for d in found] == [
        ("PC408", "de.md", 0, "this file is not in English (German): only copies are merged"),
        ("PC408", "el.md", 0, "this file is not in English: only copies are merged"),
        ("PC408", "zh.md", 0, "this file is not in English (Chinese): only copies are merged"),
    ]
    assert {d.severity for d in found} == {"info"}


def test_only_bullets_count() -> None:
    (bullet,) = bullets_of("# Über die Prüfung und das Protokoll\n\n- Review the diff\n")
    assert LANGUAGES.language_of([bullet.text]) == "en"
