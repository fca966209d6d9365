"""Pages of organisations: who sees and does what."""

import pytest
from django.urls import reverse

from accounts.models import JoinRequest, Membership, Organisation
from tests.factories import (
    JoinRequestFactory,
    MembershipFactory,
    OfficerFactory,
    OrganisationFactory,
    UserFactory,
    concept,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role
CODE = "0100112437"
MINE, NEW = "/desk/organisations/", "/organisations/new/"


def fields(**changes):
    kind = concept("actor_type", "enterprise").pk
    return {"kind": kind, "name_vi": "Công ty TNHH Bến Rừng", "tax_code": CODE, "language": "vi", **changes}


@pytest.fixture
def member(client):
    """A signed-in owner."""
    member = MembershipFactory()
    client.force_login(member.user)
    return member


def test_member_creates_an_organisation_and_acts_for_it(client):
    user = UserFactory()
    client.force_login(user)
    response = client.post(NEW, fields(contact_phone="0225 3123 456"))
    organisation = Organisation.objects.get()
    assert (response.status_code, response.url) == (302, reverse("exchange:desk"))
    assert (organisation.tax_code, organisation.contact_phone) == (CODE, "+84 225 3123 456")
    assert Membership.objects.get().user == user
    assert client.session["organisation"] == organisation.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tax_code": "0100112438"}, "tax_code"),
        ({"tax_code": ""}, "tax_code"),
        ({"kind": ""}, "kind"),
        ({"kind": "99999999999999999999"}, "kind"),
        ({"name_vi": ""}, "name_vi"),
        ({"name_vi": "a\nb"}, "name_vi"),
        ({"name_vi": "a" * 201}, "name_vi"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"contact_email": "a@b.test\nBcc: c@d.test"}, "contact_email"),
        ({"contact_phone": "1"}, "contact_phone"),
        ({"language": "fr"}, "language"),
    ],
)
def test_wrong_entries_are_told(client, changes, field):
    client.force_login(UserFactory())
    response = client.post(NEW, fields(**changes))
    assert (response.status_code, Organisation.objects.count()) == (200, 0)
    assert field in response.context["form"].errors


def test_place_and_industries_are_kept(client, settings):
    client.force_login(UserFactory())
    province, ward = concept("province", settings.POINT_PROVINCE), concept("ward", "10507")
    industries = [concept("vsic", code) for code in "AC"]
    place = {"province": province.pk, "ward": ward.pk}
    client.post(NEW, fields(**place, industries=[each.pk for each in industries]))
    organisation = Organisation.objects.get()
    assert (organisation.province, organisation.ward) == (province, ward)
    assert set(organisation.industries.all()) == set(industries)


def test_ward_of_another_province_and_too_many_industries_are_told(client):
    client.force_login(UserFactory())
    place = {"province": concept("province", "01").pk, "ward": concept("ward", "10507").pk}
    response = client.post(NEW, fields(**place, industries=[concept("vsic", code).pk for code in "ABCDEF"]))
    assert set(response.context["form"].errors) == {"ward", "industries"}


def test_state_bodies_are_not_created_by_members(client):
    client.force_login(UserFactory())
    response = client.post(NEW, fields(kind=concept("actor_type", "dost").pk))
    assert "kind" in response.context["form"].errors


def test_person_needs_no_tax_code(client):
    client.force_login(UserFactory())
    client.post(NEW, fields(kind=concept("actor_type", "individual").pk, tax_code="", name_vi="Phạm Thị Hoa"))
    assert Organisation.objects.get().is_individual


def test_known_tax_code_offers_to_join(client, now):
    known = OrganisationFactory(tax_code=CODE, verified_at=now)
    client.force_login(UserFactory())
    page = client.post(NEW, fields()).content.decode()
    assert reverse("accounts:join", args=[known.slug]) in page
    assert 'name="go_on"' not in page
    client.post(NEW, fields(go_on="on"))
    assert Organisation.objects.count() == 1


def test_unverified_claim_lets_one_go_on(client):
    OrganisationFactory(tax_code=CODE)
    client.force_login(UserFactory())
    assert client.post(NEW, fields()).context["known"].can_go_on
    client.post(NEW, fields(go_on="on"))
    assert Organisation.objects.count() == 2


def test_public_page_hides_contact_details_and_personal_numbers(client):
    organisation = OrganisationFactory(
        kind=concept("actor_type", "household"),
        tax_code="031090123456",
        contact_email="bi-mat@vidu.test",
        contact_phone="+84 225 3123 456",
    )
    page = client.get(organisation.get_absolute_url())
    assert page.status_code == 200
    for secret in ("031090123456", "bi-mat@vidu.test", "3123"):
        assert secret not in page.content.decode()


def test_closed_organisation_is_not_found(client):
    organisation = OrganisationFactory(state=next(state for state in Organisation.State.values if state != "active"))
    assert client.get(organisation.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("role", "statuses"),
    [(Role.OWNER, [200, 200]), (Role.EDITOR, [404, 200]), (Role.READER, [404, 200]), (None, [404, 404])],
)
def test_editing_is_for_owners_and_members_pages_for_colleagues(client, role, statuses):
    organisation = OrganisationFactory()
    user = MembershipFactory(organisation=organisation, role=role).user if role else UserFactory()
    client.force_login(user)
    paths = [
        reverse(f"accounts:{name}", args=[organisation.slug]) for name in ("organisation-edit", "organisation-members")
    ]
    assert [client.get(path).status_code for path in paths] == statuses


def test_stranger_changes_nothing_by_post(client):
    owner = MembershipFactory()
    slug = owner.organisation.slug
    client.force_login(UserFactory())
    paths = [
        reverse("accounts:organisation-edit", args=[slug]),
        reverse("accounts:invite", args=[slug]),
        reverse("accounts:leave", args=[slug]),
        reverse("accounts:member-role", args=[slug, owner.pk]),
        reverse("accounts:member-remove", args=[slug, owner.pk]),
        reverse("accounts:join-answer", args=[JoinRequestFactory(organisation=owner.organisation).pk]),
        reverse("accounts:organisation-verify", args=[slug]),
    ]
    assert {client.post(path, fields(role="reader")).status_code for path in paths} == {404}


@pytest.mark.parametrize("name", ["organisation-create", "organisation-list", "settings"])
def test_anonymous_is_sent_to_sign_in(client, name):
    path = reverse(f"accounts:{name}")
    assert client.get(path).url == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize("name", ["invite", "organisation-verify"])
def test_actions_are_post_only(client, member, name):
    assert client.get(reverse(f"accounts:{name}", args=[member.organisation.slug])).status_code in (404, 405)


def test_switching_is_post_only_and_for_own_organisations(client, member):
    path = reverse("accounts:switch-organisation")
    other = MembershipFactory(user=member.user).organisation
    assert client.get(path).status_code == 405
    assert client.post(path, {"organisation": other.pk, "next": "/about/"}).url == "/about/"
    assert client.session["organisation"] == other.pk
    for wrong in (OrganisationFactory().pk, "x", "", "9" * 30):
        assert client.post(path, {"organisation": wrong}).status_code == 404
    assert client.post(path, {"organisation": other.pk, "next": "https://evil.test/"}).url == reverse("exchange:desk")


def test_finer_industry_codes_survive_editing(client, member):
    finer = concept("vsic", "03")
    member.organisation.industries.add(finer)
    client.post(reverse("accounts:organisation-edit", args=[member.organisation.slug]), fields(industries=[finer.pk]))
    assert list(member.organisation.industries.all()) == [finer]


def test_owner_edits(client, member):
    path = reverse("accounts:organisation-edit", args=[member.organisation.slug])
    response = client.post(path, fields(website="https://vidu.test", slug="khac", verified_at="2026-01-01"))
    organisation = Organisation.objects.get(pk=member.organisation.pk)
    assert response.url == organisation.get_absolute_url()
    assert (organisation.website, organisation.slug, organisation.is_verified) == (
        "https://vidu.test",
        member.organisation.slug,
        False,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_own_organisations_query_count(client, count, queries_of):
    user = UserFactory()
    for _ in range(count):
        MembershipFactory(user=user)
        JoinRequestFactory(user=user)
    client.force_login(user)
    assert queries_of(MINE) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_members_page_query_count(member, count, queries_of):
    organisation = member.organisation
    for _ in range(count):
        MembershipFactory(organisation=organisation)
        JoinRequestFactory(organisation=organisation)
    assert queries_of(reverse("accounts:organisation-members", args=[organisation.slug])) == 5


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", ["/staff/join-requests/", "/staff/organisations/"])
def test_officers_lists_query_count(client, count, path, queries_of):
    client.force_login(OfficerFactory())
    JoinRequestFactory.create_batch(count)
    assert queries_of(path) == 2


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 40, ""])
def test_any_page_number_gets_a_page(client, page):
    client.force_login(OfficerFactory())
    assert client.get("/staff/organisations/", {"page": page}).status_code == 200


def test_officer_verifies(client, now):
    officer, organisation = OfficerFactory(), OrganisationFactory(tax_code=CODE)
    client.force_login(officer)
    client.post(reverse("accounts:organisation-verify", args=[organisation.slug]))
    assert Organisation.objects.get().verified_by == officer
    rival = OrganisationFactory(tax_code=CODE)
    assert client.post(reverse("accounts:organisation-verify", args=[rival.slug])).status_code == 302
    assert not Organisation.objects.get(pk=rival.pk).is_verified


def test_officers_see_only_requests_nobody_owns(client):
    orphan, owned = JoinRequestFactory(), JoinRequestFactory()
    MembershipFactory(organisation=owned.organisation)
    client.force_login(OfficerFactory())
    assert list(client.get("/staff/join-requests/").context["page"]) == [orphan]


@pytest.mark.parametrize("path", ["/staff/join-requests/", "/staff/organisations/", "/manage/texts/"])
def test_staff_pages_do_not_exist_for_members(client, path):
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404


def test_membership_journey(client, member):
    """A colleague asks, the owner lets them in, changes their role and ends it."""
    slug = member.organisation.slug
    colleague = UserFactory()
    other = type(client)()
    other.force_login(colleague)
    other.post(reverse("accounts:join", args=[slug]), {"message": "Tôi ở phòng kỹ thuật"})
    request = JoinRequest.objects.get()
    assert other.post(reverse("accounts:join", args=[slug]), {}).status_code == 302
    client.post(reverse("accounts:join-answer", args=[request.pk]), {"answer": "accept", "role": "reader"})
    joined = Membership.objects.get(user=colleague)
    assert joined.role == Role.READER
    client.post(reverse("accounts:member-role", args=[slug, joined.pk]), {"role": "editor"})
    assert Membership.objects.get(user=colleague).role == Role.EDITOR
    assert client.post(reverse("accounts:member-role", args=[slug, joined.pk]), {"role": "king"}).status_code == 404
    client.post(reverse("accounts:member-remove", args=[slug, joined.pk]))
    assert not Membership.objects.filter(user=colleague).exists()
    client.post(reverse("accounts:leave", args=[slug]))
    assert Membership.objects.get() == member
