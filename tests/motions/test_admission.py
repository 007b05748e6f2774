"""Which papers are admitted on pages of their own kind, asked of many at once."""

from __future__ import annotations

from documents import admission
from documents.states import PaperState, PaperType
from motions.actions import motions
from motions.drafts import MotionKind
from motions.models import Inquiry
from tests import factories


def town_of_papers(cast, count):
    """Papers of which two of three are admitted elsewhere: plain ones, inquiries, motions."""
    plain, inquiries, drafts = [], [], []
    for number in range(count):
        plain.append(factories.paper(name=f"Bericht {number}", state=PaperState.SUBMITTED))
        inquiry = factories.paper(name=f"Anfrage {number}", paper_type=PaperType.INQUIRY)
        Inquiry.objects.create(paper=inquiry)
        inquiries.append(inquiry)
        motion = motions.draft(
            kind=MotionKind.MOTION, name=f"Antrag {number}", mover=cast.our_faction, by=cast.councillor
        )
        drafts.append(motion.paper)
    return plain, inquiries, drafts


def test_one_question_tells_which_papers_have_an_admission_of_their_own(cast, django_assert_num_queries):
    plain, inquiries, drafts = town_of_papers(cast, 3)

    for many in (1, 3):
        asked = [*plain[:many], *inquiries[:many], *drafts[:many]]
        with django_assert_num_queries(1):
            found = admission.admitted_elsewhere(asked)
        assert found == {paper.pk for paper in (*inquiries[:many], *drafts[:many])}


def test_single_paper_is_asked_about_with_one_question(cast, django_assert_num_queries):
    [plain], [inquiry], _ = town_of_papers(cast, 1)

    with django_assert_num_queries(2):
        assert (admission.is_admitted_elsewhere(plain), admission.is_admitted_elsewhere(inquiry)) == (False, True)
    with django_assert_num_queries(1):
        assert admission.is_written_elsewhere(inquiry) is False
