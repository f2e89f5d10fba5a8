from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "mec.organizations"
    label = "organizations"
    verbose_name = "organisations"

    def ready(self) -> None:
        from mec.core.journal.audiences import register_audience, register_verbs  # noqa: PLC0415 -- app ready
        from mec.organizations import rules  # noqa: PLC0415 -- app ready
        from mec.organizations.enums import EntryAudience, Verb  # noqa: PLC0415 -- app ready
        from mec.organizations.models import Absence, MembershipRequest, Organization, StatePair  # noqa: PLC0415 -- app ready

        register_verbs(Verb)
        register_audience(Organization, EntryAudience.MEMBERS, rules.reads_journal_of_organization)
        register_audience(MembershipRequest, EntryAudience.PARTIES, rules.reads_journal_of_request)
        register_audience(Absence, EntryAudience.COLLEAGUES, rules.reads_journal_of_absence)
        register_audience(StatePair, EntryAudience.STATE, rules.reads_journal_of_pair)
