"""Earlier years' awards and ratings of the demo's people, so that the ledger is not empty."""

from datetime import date, datetime

from app.achievements.actions import About, AwardDraft, RatingDraft, Use, rate, record_award
from app.achievements.states import Family, Ground, Level, RatingLevel, Subject
from app.database.transaction import transaction
from app.demo.basis import Basis
from app.extensions import db
from app.kernel.actor import Actor, Role

ISSUER = "Ủy ban nhân dân Quận 3"
GIVEN = (("Lao động tiên tiến", "LDTT", Family.TITLE, Level.BASE, Ground.MERIT),
         ("Chiến sĩ thi đua cơ sở", "CSTD-CS", Family.TITLE, Level.BASE, Ground.MERIT),
         ("Giấy khen", "GK-CN", Family.FORM, Level.BASE, Ground.MOVEMENT))  # fmt: skip
TITLES = ("Sổ tay tiếp công dân rút gọn", "Bảng theo dõi hồ sơ trễ hạn bằng màu",
          "Mẫu phản ánh hiện trường qua mã QR")  # fmt: skip


def remember_awards(basis: Basis, now: datetime) -> int:
    """Three earlier years for some authors and for the units that have a clerk."""
    officer = basis.first[Role.AWARDS_OFFICER]
    count = 0
    with transaction() as session:
        for number, author in enumerate(basis.authors[:24]):
            for back in (3, 2, 1):
                year = now.year - back
                kind = GIVEN[(number + back) % 3]
                about = _person(author)
                draft = AwardDraft(
                    about, kind[0], kind[2], year, kind[1], kind[3], kind[4],
                    f"{120 + back}/QĐ-UBND", date(year, 12, 20), ISSUER,
                    (Use(None, TITLES[number % 3]),) if kind[1] == "CSTD-CS" else (),
                )  # fmt: skip
                record_award(session, officer, draft, now)
                level = RatingLevel.OUTSTANDING if (number + back) % 3 == 1 else RatingLevel.GOOD
                rate(session, officer, RatingDraft(about, year, level), now)
                count += 1
        for unit_id, clerk in sorted(basis.clerks.items())[:6]:
            unit = About(Subject.COLLECTIVE, clerk.unit_name, unit_id=unit_id,
                         unit_name=clerk.unit_name)  # fmt: skip
            rate(session, officer, RatingDraft(unit, now.year - 1, RatingLevel.GOOD, "", 12, 9, 1,
                                               12, 0), now)  # fmt: skip
    db.session.remove()
    return count


def _person(author: Actor) -> About:
    return About(Subject.INDIVIDUAL, author.name, author.user_id, author.unit_id,
                 author.unit_name)  # fmt: skip
