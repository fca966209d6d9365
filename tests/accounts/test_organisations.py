"""Creating, editing and verifying organisations."""

from datetime import timedelta

import pytest

from accounts import organisations
from accounts.models import Membership, Organisation
from accounts.organisations import TaxCodeKnown, ascii_slug, create_organisation
from taxonomy.sorting import organisation_key, person_key
from tests.factories import OfficerFactory, OrganisationFactory, UserFactory, concept

pytestmark = pytest.mark.django_db
CODE = "0100112437"


def create(now, **fields):
    values = {"user": UserFactory(), "kind": concept("actor_type", "enterprise"), "name_vi": "Công ty TNHH Bến Rừng"}
    return create_organisation(**{**values, **fields}, now=now)


def test_creator_owns_the_organisation(now):
    user = UserFactory()
    organisation = create(now, user=user, tax_code=CODE)
    member = Membership.objects.get()
    assert (member.user, member.organisation, member.role) == (user, organisation, Membership.Role.OWNER)
    assert (organisation.slug, organisation.sort_key) == ("cong-ty-tnhh-ben-rung", organisation_key("Bến Rừng"))


def test_person_sorts_by_given_name(now):
    person = create(now, kind=concept("actor_type", "individual"), name_vi="Nguyễn Thị An")
    assert person.sort_key == person_key("Nguyễn Thị An")


def test_same_name_gets_another_address(now):
    assert [create(now).slug for _ in range(3)] == [
        "cong-ty-tnhh-ben-rung",
        "cong-ty-tnhh-ben-rung-2",
        "cong-ty-tnhh-ben-rung-3",
    ]


def test_button_pressed_twice_makes_one_organisation(now):
    user = UserFactory()
    first, second = create(now, user=user), create(now, user=user)
    assert (first, Membership.objects.count()) == (second, 1)
    assert create(now + timedelta(minutes=2), user=user) != first
    assert create(now, user=user, name_vi="Công ty TNHH Bến Khác") != first


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Đóng tàu Sông Đà", "dong-tau-song-da"), ("日本", "don-vi"), ("A" * 200, "a" * 70), ("…", "don-vi")],
)
def test_ascii_slug(name, slug):
    assert ascii_slug(name) == slug


def test_address_of_the_creation_page_is_not_taken(now):
    assert create(now, name_vi="New").slug == "new-2"


@pytest.mark.parametrize(("verified", "can_go_on"), [(True, False), (False, True)])
def test_known_tax_code_is_refused(now, verified, can_go_on):
    known = OrganisationFactory(tax_code=CODE, verified_at=now if verified else None)
    with pytest.raises(TaxCodeKnown) as refusal:
        create(now, tax_code=CODE)
    assert (refusal.value.organisation, refusal.value.can_go_on) == (known, can_go_on)


def test_unverified_claim_blocks_nobody(now):
    OrganisationFactory(tax_code=CODE)
    assert create(now, tax_code=CODE, go_on=True).tax_code == CODE


def test_verified_claim_blocks(now):
    OrganisationFactory(tax_code=CODE, verified_at=now)
    with pytest.raises(TaxCodeKnown):
        create(now, tax_code=CODE, go_on=True)


def test_personal_number_leads_to_nobody(now):
    OrganisationFactory(tax_code="031090123456", verified_at=now)
    household = create(now, tax_code="031090123456", kind=concept("actor_type", "household"))
    assert household.public_tax_code == ""


@pytest.mark.parametrize(("kind", "shown"), [("enterprise", CODE), ("individual", ""), ("scientist", "")])
def test_tax_code_of_a_person_is_never_public(kind, shown):
    assert OrganisationFactory(kind=concept("actor_type", kind), tax_code=CODE).public_tax_code == shown


def test_verification_names_the_officer(now):
    officer = OfficerFactory()
    verified = organisations.verify_organisation(organisation=OrganisationFactory(), officer=officer, now=now)
    assert (verified.is_verified, verified.verified_by) == (True, officer)


def test_second_verification_of_a_tax_code_is_refused(now):
    OrganisationFactory(tax_code=CODE, verified_at=now)
    claim = OrganisationFactory(tax_code=CODE)
    with pytest.raises(organisations.TaxCodeTaken):
        organisations.verify_organisation(organisation=claim, officer=OfficerFactory(), now=now)
    assert Organisation.objects.get(pk=claim.pk).is_verified is False


@pytest.mark.parametrize(("change", "stays"), [({"website": "https://vidu.test"}, True), ({"name_vi": "Khác"}, False)])
def test_new_name_has_to_be_verified_anew(now, change, stays):
    organisation = OrganisationFactory(tax_code=CODE, verified_at=now)
    assert organisations.update_organisation(organisation=organisation, **change).is_verified is stays
