"""Addresses of people and organisations; the portal adds an organisation's page, which also shows its listings."""

from django.urls import path, re_path

from accounts import demo_views, invitation_views, leaving_views, organisation_views, staff_views, text_views, views

urlpatterns = [
    path("desk/organisations/", organisation_views.organisation_list, name="organisation-list"),
    path("organisations/new/", organisation_views.organisation_create, name="organisation-create"),
    path("organisations/switch/", organisation_views.switch_organisation, name="switch-organisation"),
    path("organisations/<slug:slug>/edit/", organisation_views.organisation_edit, name="organisation-edit"),
    path("organisations/<slug:slug>/verify/", staff_views.verify, name="organisation-verify"),
    path("organisations/<slug:slug>/join/", invitation_views.join, name="join"),
    path("organisations/<slug:slug>/members/", invitation_views.members, name="organisation-members"),
    path("organisations/<slug:slug>/members/<int:pk>/role/", invitation_views.change_role, name="member-role"),
    path("organisations/<slug:slug>/members/<int:pk>/remove/", invitation_views.remove, name="member-remove"),
    path("organisations/<slug:slug>/leave/", leaving_views.leave, name="leave"),
    path("organisations/<slug:slug>/invite/", invitation_views.invite, name="invite"),
    path("organisations/<slug:slug>/invitations/<int:pk>/", invitation_views.revoke, name="invitation-revoke"),
    path("join-requests/<int:pk>/answer/", invitation_views.answer, name="join-answer"),
    path("invitations/<str:token>/", invitation_views.invitation, name="invitation"),
    path("staff/join-requests/", staff_views.join_requests, name="join-requests"),
    path("staff/organisations/", staff_views.organisations, name="organisations-to-check"),
    path("staff/organisations/<slug:slug>/", staff_views.organisation_check, name="organisation-check"),
    path("account/settings/", views.settings_page, name="settings"),
    path("account/settings/choices/", views.choices, name="choices"),
    path("mail/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("mailbox/", demo_views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", demo_views.mail, name="mail"),
    path("mailbox/<int:pk>/html/", demo_views.mail_html, name="mail-html"),
    path("demo/sign-in/", demo_views.sign_in, name="demo-sign-in"),
    path("manage/texts/", text_views.texts_list, name="text-list"),
    re_path(r"^manage/texts/(?P<key>[a-z]+)/$", text_views.text_edit, name="text-edit"),
    path("manage/texts/versions/<int:pk>/publish/", text_views.text_publish, name="text-publish"),
    re_path(r"^(?P<key>about|privacy|terms|accessibility|contact)/$", text_views.site_text, name="site-text"),
]
