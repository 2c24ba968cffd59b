"""Everything the system holds about one person, for that person: tables of plain text.

Nothing of others and nothing before its time: no reviewer and no score on one's dossiers, no
nomination list before it was issued.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, FormerAddress, RoleGrant, Unit
from app.achievements.models import Achievement, Standing, YearlyRating
from app.achievements.states import (
    FAMILY_TITLES,
    LEVEL_TITLES,
    RATING_TITLES,
    STANDING_TITLES,
    StandingKind,
)
from app.adoption.models import Adoption
from app.audit.models import AuditEntry
from app.awards.list_models import Complaint, UnitProposal
from app.awards.models import AwardKind, Nomination, NominationList
from app.awards.states import LineOutcome, ListState
from app.councils.models import Council
from app.files.models import StoredFile
from app.ideas.consent_queries import ANSWERS as ANSWER_STATES
from app.ideas.consents import CONSENT_TITLES
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.people_models import AuthorConsent
from app.ideas.states import IDEA_TITLES
from app.kernel.actor import ROLE_TITLES, Role
from app.outbox.models import OutboxMessage
from app.plan.models import ReportingPeriod, UnitReport
from app.privacy.models import Consent, DataRequest
from app.privacy.own_tables import Part, table
from app.privacy.states import PURPOSE_TITLES, REQUEST_TITLES, STATE_TITLES
from app.review.conflicts import TIE_TITLES
from app.review.figure_models import PersonalTie
from app.review.models import Conflict, InitiativeCertificate, Mark, Recognition, Sheet
from app.review.stage_models import StageSheet
from app.review.states import SHEET_TITLES
from app.rounds.models import Criterion
from app.signin.models import Passkey, SignIn

Provider = Callable[[Session, int], Sequence[Part]]


def about(session: Session, account_id: int) -> list[Part]:
    """Every part, in the order in which it is read; the number of queries is fixed."""
    return [part for provider in PROVIDERS for part in provider(session, account_id)]


def _account(session: Session, key: int) -> Sequence[Part]:
    return (
        table(session, "Tài khoản",
              ("Họ và tên", "Địa chỉ thư", "Chức vụ", "Đơn vị", "Tạo lúc", "Đang dùng được"),
              select(Account.full_name, Account.email, Account.position, Unit.name,
                     Account.created_at, Account.active)
              .join(Unit, Unit.id == Account.unit_id).where(Account.id == key)),
        table(session, "Địa chỉ thư trước đây", ("Địa chỉ thư", "Dùng đến lúc"),
              select(FormerAddress.email, FormerAddress.until)
              .where(FormerAddress.account_id == key).order_by(FormerAddress.until)),
        table(session, "Vai trò", ("Vai trò", "Đơn vị", "Hội đồng", "Từ ngày", "Đến trước ngày"),
              select(RoleGrant.role, Unit.name, Council.name, RoleGrant.valid_from,
                     RoleGrant.valid_to)
              .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
              .outerjoin(Council, Council.id == RoleGrant.council_id)
              .where(RoleGrant.account_id == key).order_by(RoleGrant.id),
              titles={0: {role: ROLE_TITLES[role] for role in Role}}),
    )  # fmt: skip


def _sign_ins(session: Session, key: int) -> Sequence[Part]:
    return (
        table(session, "Phiên đăng nhập",
              ("Bắt đầu", "Lần dùng cuối", "Kết thúc", "Địa chỉ mạng", "Trình duyệt"),
              select(SignIn.started_at, SignIn.seen_at, SignIn.ended_at, SignIn.address,
                     SignIn.agent)
              .where(SignIn.account_id == key).order_by(SignIn.id)),
        table(session, "Khóa truy cập", ("Tên", "Tạo lúc", "Lần dùng cuối"),
              select(Passkey.name, Passkey.created_at, Passkey.last_used_at)
              .where(Passkey.account_id == key).order_by(Passkey.id)),
    )  # fmt: skip


ANSWER_TITLES = {answer: CONSENT_TITLES[state] for answer, state in ANSWER_STATES.items()}
IDEA_TEXTS = (
    ("Tóm tắt", Idea.summary), ("Vấn đề", Idea.problem), ("Giải pháp", Idea.solution),
    ("Tính mới", Idea.novelty), ("Điều kiện áp dụng", Idea.conditions),
    ("Khả năng áp dụng", Idea.application), ("Hiệu quả", Idea.effect),
    ("Nội dung bảo mật", Idea.confidential),
)  # fmt: skip


def _ideas(session: Session, key: int) -> Sequence[Part]:
    texts = [column for _title, column in IDEA_TEXTS]
    return (
        table(session, "Hồ sơ tôi viết",
              ("Mã", "Tên giải pháp", "Trạng thái", "Tạo lúc", "Nộp lúc",
               *(title for title, _column in IDEA_TEXTS)),
              select(Idea.code, Idea.title, Idea.state, Idea.created_at, Idea.submitted_at, *texts)
              .where(Idea.owner_id == key).order_by(Idea.id),
              titles={2: dict(IDEA_TITLES)}),
        table(session, "Tôi là tác giả",
              ("Mã", "Tên giải pháp", "Họ và tên ghi trong hồ sơ", "Nơi làm việc", "Chức danh",
               "Địa chỉ thư", "Tỷ lệ đóng góp (%)", "Ngày sinh", "Trình độ chuyên môn"),
              select(Idea.code, Idea.title, IdeaAuthor.full_name, IdeaAuthor.workplace,
                     IdeaAuthor.job_title, IdeaAuthor.email, IdeaAuthor.share, IdeaAuthor.born,
                     IdeaAuthor.qualification)
              .join(Idea, Idea.id == IdeaAuthor.idea_id)
              .where(IdeaAuthor.account_id == key).order_by(Idea.id)),
        table(session, "Tôi trả lời về tỷ lệ đóng góp",
              ("Mã", "Tên giải pháp", "Tỷ lệ (%)", "Trả lời", "Lý do", "Lúc"),
              select(Idea.code, Idea.title, AuthorConsent.share, AuthorConsent.answer,
                     AuthorConsent.reason, AuthorConsent.given_at)
              .join(Idea, Idea.id == AuthorConsent.idea_id)
              .where(AuthorConsent.account_id == key).order_by(AuthorConsent.id),
              titles={3: ANSWER_TITLES}),
        table(session, "Quyết định và giấy chứng nhận",
              ("Mã", "Tên giải pháp", "Được công nhận", "Số quyết định", "Ngày",
               "Số giấy chứng nhận", "Ngày hủy công nhận"),
              select(Idea.code, Idea.title, Recognition.recognised, Recognition.decision_number,
                     Recognition.decided_on, InitiativeCertificate.number, Recognition.revoked_on)
              .join(Idea, Idea.id == Recognition.idea_id)
              .join(IdeaAuthor, IdeaAuthor.idea_id == Idea.id)
              .outerjoin(InitiativeCertificate, InitiativeCertificate.author_id == IdeaAuthor.id)
              .where(IdeaAuthor.account_id == key).order_by(Idea.id)),
        table(session, "Tệp tôi tải lên", ("Tên tệp", "Dung lượng (byte)", "Lúc"),
              select(StoredFile.name, StoredFile.size, StoredFile.uploaded_at)
              .where(StoredFile.uploaded_by == key).order_by(StoredFile.id)),
    )  # fmt: skip


def _reviews(session: Session, key: int) -> Sequence[Part]:
    return (
        table(session, "Phiếu chấm của tôi", ("Mã hồ sơ", "Trạng thái", "Tổng điểm", "Nhận xét"),
              select(Idea.code, Sheet.state, Sheet.total, Sheet.remark)
              .join(Idea, Idea.id == Sheet.idea_id)
              .where(Sheet.reviewer_id == key).order_by(Sheet.id),
              titles={1: dict(SHEET_TITLES)}),
        table(session, "Phiếu chấm của tôi ở vòng đã kết thúc",
              ("Mã hồ sơ", "Trạng thái", "Tổng điểm", "Nhận xét", "Điểm từng tiêu chí"),
              select(Idea.code, StageSheet.state, StageSheet.total, StageSheet.remark,
                     StageSheet.marks)
              .join(Idea, Idea.id == StageSheet.idea_id)
              .where(StageSheet.reviewer_id == key).order_by(StageSheet.id),
              titles={1: {str(state): title for state, title in SHEET_TITLES.items()}}),
        table(session, "Điểm tôi chấm", ("Mã hồ sơ", "Tiêu chí", "Điểm", "Nhận xét"),
              select(Idea.code, Criterion.name, Mark.points, Mark.remark)
              .join(Sheet, Sheet.id == Mark.sheet_id).join(Idea, Idea.id == Sheet.idea_id)
              .join(Criterion, Criterion.id == Mark.criterion_id)
              .where(Sheet.reviewer_id == key).order_by(Sheet.id, Criterion.position)),
        table(session, "Người thân, cấp trên tôi đã khai", ("Quan hệ", "Địa chỉ thư", "Lúc"),
              select(PersonalTie.kind, PersonalTie.email, PersonalTie.declared_at)
              .where(PersonalTie.account_id == key).order_by(PersonalTie.id),
              titles={0: dict(TIE_TITLES)}),
        table(session, "Khai báo xung đột lợi ích", ("Mã hồ sơ", "Lý do", "Ghi chú", "Lúc"),
              select(Idea.code, Conflict.ground, Conflict.note, Conflict.declared_at)
              .join(Idea, Idea.id == Conflict.idea_id)
              .where(Conflict.reviewer_id == key).order_by(Conflict.id)),
    )  # fmt: skip


def _work(session: Session, key: int) -> Sequence[Part]:
    return (
        table(session, "Đề nghị khen thưởng đã ban hành",
              ("Danh sách", "Hình thức", "Họ và tên", "Chức danh", "Thành tích", "Số quyết định"),
              select(NominationList.title, AwardKind.name, Nomination.name, Nomination.job_title,
                     Nomination.achievement, Nomination.decision_number)
              .join(NominationList, NominationList.id == Nomination.list_id)
              .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
              .where(Nomination.account_id == key, NominationList.state == ListState.ISSUED,
                     Nomination.outcome.in_((LineOutcome.ISSUED, LineOutcome.REVOKED)))
              .order_by(Nomination.id)),
        table(session, "Kiến nghị về khen thưởng tôi gửi",
              ("Về", "Nội dung", "Gửi lúc", "Trả lời", "Trả lời lúc"),
              select(Complaint.about, Complaint.text, Complaint.filed_at, Complaint.answer,
                     Complaint.answered_at)
              .where(Complaint.filed_by == key).order_by(Complaint.id)),
        table(session, "Đề nghị khen thưởng đơn vị lập cho tôi",
              ("Đơn vị", "Thành tích", "Ngày họp", "Gửi lúc"),
              select(UnitProposal.unit_name, UnitProposal.achievement, UnitProposal.meeting_on,
                     UnitProposal.sent_at)
              .where(UnitProposal.account_id == key).order_by(UnitProposal.id)),
        table(session, "Ghi nhận áp dụng tôi báo", ("Mã hồ sơ", "Đơn vị áp dụng", "Lúc"),
              select(Idea.code, Adoption.unit_name, Adoption.reported_at)
              .join(Idea, Idea.id == Adoption.idea_id)
              .where(Adoption.reported_by == key).order_by(Adoption.id)),
        table(session, "Báo cáo tôi gửi", ("Kỳ", "Đơn vị", "Gửi lúc"),
              select(ReportingPeriod.name, UnitReport.unit_name, UnitReport.sent_at)
              .join(ReportingPeriod, ReportingPeriod.id == UnitReport.period_id)
              .where(UnitReport.sent_by == key).order_by(UnitReport.id)),
        table(session, "Thư hệ thống gửi cho tôi",
              ("Địa chỉ", "Tiêu đề", "Xếp hàng lúc", "Gửi lúc"),
              select(OutboxMessage.address, OutboxMessage.title, OutboxMessage.queued_at,
                     OutboxMessage.sent_at)
              .where(OutboxMessage.account_id == key).order_by(OutboxMessage.id)),
        table(session, "Việc tôi đã làm (nhật ký)", ("Lúc", "Việc", "Đối tượng", "Địa chỉ mạng"),
              select(AuditEntry.at, AuditEntry.verb, AuditEntry.subject, AuditEntry.address)
              .where(AuditEntry.actor_id == key).order_by(AuditEntry.id)),
    )  # fmt: skip


def _achievements(session: Session, key: int) -> Sequence[Part]:
    return (
        table(session, "Sổ thành tích của tôi",
              ("Năm", "Danh hiệu, hình thức", "Loại", "Cấp", "Số quyết định", "Ngày", "Nơi ký",
               "Họ và tên ghi trong sổ", "Ngày sinh", "Đơn vị", "Hủy ngày", "Lý do hủy"),
              select(Achievement.year, Achievement.award_name, Achievement.family,
                     Achievement.level, Achievement.decision_number, Achievement.decided_on,
                     Achievement.issuer, Achievement.name, Achievement.born,
                     Achievement.unit_name, Achievement.revoked_on, Achievement.revoked_reason)
              .where(Achievement.account_id == key, Achievement.newest)
              .order_by(Achievement.year, Achievement.id),
              titles={2: dict(FAMILY_TITLES), 3: dict(LEVEL_TITLES)}),
        table(session, "Mức xếp loại hằng năm của tôi", ("Năm", "Mức", "Số quyết định"),
              select(YearlyRating.year, YearlyRating.rating, YearlyRating.decision_number)
              .where(YearlyRating.account_id == key, YearlyRating.newest)
              .order_by(YearlyRating.year),
              titles={1: dict(RATING_TITLES)}),
        table(session, "Nội dung ảnh hưởng xét khen thưởng",
              ("Loại", "Hình thức", "Số văn bản", "Từ ngày", "Đến trước ngày"),
              select(Standing.kind, Standing.measure, Standing.document_number, Standing.from_on,
                     Standing.to_on)
              .where(Standing.account_id == key, Standing.newest,
                     Standing.kind == StandingKind.DISCIPLINE)
              .order_by(Standing.from_on),
              titles={0: dict(STANDING_TITLES)}),
    )  # fmt: skip


def _rights(session: Session, key: int) -> Sequence[Part]:
    return (
        table(session, "Sự đồng ý", ("Mục đích", "Lời văn", "Đồng ý lúc", "Rút lại lúc"),
              select(Consent.purpose, Consent.text, Consent.given_at, Consent.withdrawn_at)
              .where(Consent.account_id == key).order_by(Consent.id),
              titles={0: dict(PURPOSE_TITLES)}),
        table(session, "Yêu cầu về dữ liệu",
              ("Loại", "Trạng thái", "Nội dung", "Gửi lúc", "Trả lời", "Trả lời lúc"),
              select(DataRequest.kind, DataRequest.state, DataRequest.text, DataRequest.asked_at,
                     DataRequest.answer, DataRequest.answered_at)
              .where(DataRequest.account_id == key).order_by(DataRequest.id),
              titles={0: dict(REQUEST_TITLES), 1: dict(STATE_TITLES)}),
    )  # fmt: skip


PROVIDERS: tuple[Provider, ...] = (
    _account, _sign_ins, _ideas, _reviews, _work, _achievements, _rights,
)  # fmt: skip
