import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.names import Agreement, canonical, names_agree

# Labelled by hand. Fictitious people. Left out on purpose: pairs nobody could label, such as
# `B. Santoso` for Budi or Bambang.
SAME = [
    ("Siti Nurhaliza Putri", "SITI NURHALIZA PUTRI"),
    ("Siti Nurhaliza Putri", "  siti   nurhaliza putri "),
    ("Budi Santoso", "H. Budi Santoso"),
    ("Budi Santoso", "Drs. H. Budi Santoso, M.Si."),
    ("Budi Santoso", "Prof. Dr. Ir. Budi Santoso, M.Sc., Ph.D"),
    ("Rina Marlina", "Rina Marlina, S.Pd"),
    ("Rina Marlina", "Rina Marlina S. Pd."),
    ("Rina Marlina", "RINA MARLINA SE MM"),
    ("Rina Marlina", "Hj. Rina Marlina, A.Md.Keb."),
    ("Rina Marlina", "Ny. Rina Marlina"),
    ("Ma'ruf Hidayat", "Maruf Hidayat"),
    ("Nur'aini Rahmawati", "Nur’aini Rahmawati"),
    ("Andre Müller Siregar", "ANDRE MULLER SIREGAR"),
    ("Joko Widagdo", "Joko Widagdo."),
    ("Suparman", "SUPARMAN"),
    ("Al-Farisi Hakim", "Al Farisi Hakim"),
]
SIMILAR = [
    ("Siti Nurhaliza", "SI** NUR***"),
    ("Siti Nurhaliza", "SITI N*******A"),
    ("Siti Nurhaliza", "S**I N*******A"),
    ("Hj. Siti Nurhaliza", "SIT* NURHAL***"),
    ("Suparman", "SUPA****"),
    ("Budi Santoso", "B. Santoso"),
    ("Budi Santoso", "Budi S."),
    ("Muhammad Rizky Pratama", "M. Rizky Pratama"),
    ("Muhammad Rizky Pratama", "M.Rizky Pratama"),
    ("Muhammad Rizky Pratama", "Moh. Rizky Pratama"),
    ("Muhammad Rizky Pratama", "Mochamad Rizky Pratama"),
    ("Muhammad Rizky Pratama", "Rizky Pratama"),
    ("Muhammad Rizky Pratama", "M. R. Pratama"),
    ("Budi Santoso", "Santoso Budi"),
    ("Dewi Lestari Anggraini", "ANGGRAINI DEWI LESTARI"),
    ("Nur Aini Rahmawati", "Nuraini Rahmawati"),
    ("Abdul Rahman Saleh", "Abd. Rahman Saleh"),
    ("Abdul Rahman Saleh", "Abdulrahman Saleh"),
    ("Siti Aminah", "St. Aminah"),
    ("Soekarno Djojodiningrat", "Sukarno Jojodiningrat"),
    ("Ahmad bin Salim", "Ahmad Salim"),
    ("Budi A. Santoso", "Budi Santoso"),
    ("Raden Ayu Kusumaningtyas Wulandari", "RADEN AYU KUSUMANINGTYAS WULAN"),
    ("Raden Ayu Kusumaningtyas Wulandari Putri", "RADEN AYU KUSUMANINGTYAS WULAN"),
    ("Muhammad Fadhil Ramadhan Nasution", "MUHAMMAD FADHIL RAMADHAN NASUT"),
]
DIFFERENT = [
    ("Siti Nurhaliza", "Siti Nurhalimah"),
    ("Siti Nurhaliza", "Siti Nurhalisa Dewi"),
    ("Siti Nurhaliza", "SI** NUR*** PUT**"),
    ("Siti Nurhaliza", "SR* NUR***"),
    ("Siti Nurhaliza", "S*** N***"),
    ("Siti Nurhaliza", "**** *********"),
    ("Siti Nurhaliza", "S****I N*******A"),
    ("Siti Nurhaliza", "S. N."),
    ("Siti Aminah", "Siti"),
    ("Budi Santoso", "Bayu Santoso"),
    ("Budi Santoso", "Budi Susanto"),
    ("Budi Santoso", "Budi Santosa"),
    ("Budi Santoso", "Budi Santoso Wijaya"),
    ("Budi Santoso", "Santoso"),
    ("Budi A. Santoso", "Budi B. Santoso"),
    ("Budi Santoso", "C. Santoso"),
    ("Andi Pratama", "Andri Pratama"),
    ("Andi Pratama", "Ardi Pratama"),
    ("Muhammad Rizky Pratama", "Ahmad Rizky Pratama"),
    ("Muhammad Rizky Pratama", "Muhammad Rizal Pratama"),
    ("Muhammad Rizky", "Rizky"),
    ("Muhammad Ali", "Muhammad Alif"),
    ("M. Ali", "A. Ali"),
    ("Ahmad Fauzi", "Ahmad Fauzan"),
    ("Ahmad Fauzi", "Fauzi Akhmadi"),
    ("Abdul Rahman", "Abdul Rahim"),
    ("Ahmad bin Salim", "Ahmad bin Said"),
    ("Dewi Lestari", "Dewi Lestari Anggraini"),
    ("Dewi Lestari", "Devi Lestari"),
    ("Rina Marlina", "Rini Marlina"),
    ("Rina Marlina, S.Pd", "Rani Marlina, S.Pd"),
    ("Drs. Suparman", "Drs. Suparmin"),
    ("Suparman", "SUP*****"),
    ("Suparman", "Drs."),
    ("Agus Salim", "Salim Agustina"),
    ("Raden Ayu Kusumaningtyas Wulandari", "RADEN AYU KUSUMANINGTYAS WAHYU"),
    ("Raden Ayu Kusumaningtyas Wulandari", "RADEN AYU KUSUMA"),
    ("Siti Nurhaliza", "SITI N********A"),
    ("Tri Wahyuni", "Dwi Wahyuni"),
    ("Budi S. E.", "Budi"),
    ("I Wayan Sudarma", "I Made Sudarma"),
    ("Kartini", "Kartika"),
]


def test_the_labelled_set_is_large_enough_to_mean_something() -> None:
    pairs = SAME + SIMILAR + DIFFERENT

    assert len(set(pairs)) == len(pairs) >= 80


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_titles_case_and_signs_do_not_make_another_name(ours: str, theirs: str) -> None:
    assert names_agree(ours, theirs) is Agreement.SAME
    assert canonical(ours) == canonical(theirs)


@pytest.mark.parametrize(("ours", "theirs"), SIMILAR)
def test_what_partners_do_to_names_stays_recognisable(ours: str, theirs: str) -> None:
    assert names_agree(ours, theirs) is Agreement.SIMILAR


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_no_other_person_is_ever_taken_for_this_one(ours: str, theirs: str) -> None:
    assert names_agree(ours, theirs) is Agreement.DIFFERENT


@pytest.mark.parametrize("nothing", ["", "   ", "...", "-", "\u200b"])
def test_an_empty_name_agrees_with_nobody(nothing: str) -> None:
    assert names_agree("Siti Nurhaliza", nothing) is Agreement.DIFFERENT
    assert names_agree(nothing, nothing) is Agreement.DIFFERENT


def test_a_masked_name_is_never_called_the_same() -> None:
    assert names_agree("SI** NUR***", "SI** NUR***") is not Agreement.SAME


words = st.sampled_from(
    [
        "h.",
        "drs",
        "m",
        "moh",
        "muhammad",
        "siti",
        "st.",
        "bin",
        "nur***",
        "s**i",
        "*",
        "budi",
        "s.pd",
    ]
)
names = st.one_of(st.text(max_size=60), st.lists(words, max_size=5).map(" ".join))


@settings(deadline=None, derandomize=True, max_examples=500)
@given(names, names)
def test_it_does_not_matter_which_of_two_names_is_ours(a: str, b: str) -> None:
    assert names_agree(a, b) is names_agree(b, a)
