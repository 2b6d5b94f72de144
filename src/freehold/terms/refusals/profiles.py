"""Registrant profiles and the contact data that calls bring."""

from freehold.terms.refusals.refusal import Refusal


class ContactTemplateNotExist(Refusal):
    """No profile of this id in the account."""

    code = "ContactTemplateNotExist"
    sentence = (
        "Contacts template does not exist: {profile}. Use QueryRegistrantProfiles to list the profiles of this account."
    )


class ContactTemplateRealNamedNotExist(Refusal):
    """No real-name verified profile of this id in the account (registrant-family.md, 2)."""

    code = "contactTemplateRealNamedNotExist"  # sic
    sentence = "The Registrant Profile completed Real-name verification does not exist: {profile} is not a verified profile of this account. Use QueryRegistrantProfiles with RealNameStatus=SUCCEED to find one."


class RegContactEmailNotVerified(Refusal):
    """The profile is verified, its mail address is not."""

    code = "RegContactEmailNotVerified"
    sentence = "The email of registrant is not yet verified: {email} of profile {profile}. Use SubmitEmailVerification, follow the link in the mail, then submit again."


class NewContactEmailNotVerified(Refusal):
    """The mail address of contact data that came with the call is not verified."""

    code = "RegContactEmailNotVerified"
    sentence = "The email of registrant is not yet verified: {email}. Use SubmitEmailVerification, follow the link in the mail, then submit again."


class RegistrantUnverified(Refusal):
    """Contact data that nobody verified cannot become the registrant where suffixes demand real names."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: ContactType registrant takes a real-name verified registrant for {names} ({count} in all), whose suffix demands one. Use SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID or SaveTaskForUpdatingRegistrantInfoByIdentityCredential; nothing was changed."


class ContactIllegal(Refusal):
    """Fields of a contact are of a wrong form; all are told."""

    code = "ParameterIllegal"
    sentence = "Parameter illegal: {problems}. Correct them and call again; nothing was saved."


class ContactTemplateAudited(Refusal):
    """A verified profile, or one under review, takes no new material and no edit."""

    code = "ContactTemplateAudited"
    sentence = "Profile {profile} has completed real-name verification or is under review, so it takes no change and no new material. Make a new profile instead."


class ProfileUnderReview(Refusal):
    """A profile under review is not deleted; the published code that says so is the one for new material."""

    code = "ContactTemplateAudited"
    sentence = "Profile {profile} is under review, so it cannot be deleted; nothing was deleted. Wait for the verdict."


class ContactTemplateUpdateFailed(Refusal):
    """The profile could not be stored."""

    code = "ContactTemplateUpdateFailed"
    sentence = "Failed to save template information of profile {profile}. Try again."


class ProfileQuotaExceeded(Refusal):
    """An account keeps 500 profiles at most."""

    code = "ParameterIllegal"
    sentence = "This account has {limit} profiles, the most it may keep. Delete one first."
