"""The passwords that everybody tries first: a public list of 30,000, and Vietnamese ones.

Read on first use only, since nobody needs it to start a web server.
"""

from functools import lru_cache

VIETNAMESE = """
anhyeuem emyeuanh yeuem yeuanh yeunhau tinhyeu mottinhyeu conyeume yeume giadinh giadinhtoi
matkhau matkhaumoi matkhaucu doimatkhau khongcomatkhau quenmatkhau khongbiet khongnho
vietnam vietnamvodich vietnamoi toiyeuvietnam nuocvietnam hanoi saigon hochiminh thanhphohochiminh
tphcm danang haiphong cantho quan1 quan3 phuong1 bachkhoa
quantri quantrivien quantrihethong canbo congchuc vienchuc coquan nhanvien vanphong vanthu
uybannhandan ubndquan ubndphuong hoidong thuky chutich
xinchao chaoban camon chucmungnammoi nammoi hoahong hoamai hoadao conmeo concho
mothaibabon motconvit nguyenvan nguyenthi tranvan levan phamvan
abcd abcdabcd abc123 qwerty asdfgh zxcvbn admin administrator demo test
"""


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - see above

    plain = ("".join(filter(str.isalnum, word.lower())) for word in FREQUENCY_LISTS["passwords"])
    return frozenset(word for word in plain if len(word) >= 3) | frozenset(VIETNAMESE.split())


def is_common(word: str) -> bool:
    """Whether this folded word is on the list; the empty word is not one."""
    return bool(word) and word in _listed()
