import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password", ["Falkenbrück2026", "Rathaus-Falkenbrück!", "stadtverordnetenversammlung", "Magistrat12345"]
)
def test_password_of_words_of_the_house_is_refused(password):
    with pytest.raises(ValidationError, match="eigene Wörter"):
        password_validation.validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["ein-langer-satz-aus-dem-rathaus", "Falkenbrück, drei Enten", "ohne jedes Wort davon", "x7" * 40 + "ß€"],
)
def test_other_passwords_are_fine(password):
    assert password_validation.validate_password(password) is None
