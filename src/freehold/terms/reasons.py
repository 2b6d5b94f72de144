"""Why an item failed or waits: the catalogue of reasons, each with a stable code and what to do.

The code is what ``FailReason`` shows; the sentence is what ``ErrorMsg`` shows, in the language asked for. No item fails
for a reason outside this list. Chinese sentences are in ``locale/zh.toml`` under the code.
"""

from enum import Enum


class ReasonClass(Enum):
    """Where the cause lies, and so who can mend it."""

    PROFILE = "profile"
    DOMAIN = "domain"
    REGISTRY = "registry"
    TRANSIENT = "transient"
    POLICY = "policy"


class Reason(Enum):
    """One member a reason: code, class, whether trying again later can help, sentence."""

    DOMAIN_EXPIRED = (
        "DomainExpired",
        ReasonClass.DOMAIN,
        True,
        "The domain has expired. Renew it, then submit it again.",
    )
    UPDATE_LOCKED = (
        "DomainUpdateLocked",
        ReasonClass.DOMAIN,
        True,
        "The domain's update lock is on. Switch it off, then submit the domain again.",
    )
    UNDER_REVIEW = (
        "DomainUnderReview",
        ReasonClass.DOMAIN,
        True,
        "The domain's real-name verification is under review. Wait for its result, then submit the domain again.",
    )
    TRANSFER_LOCKED = (
        "DomainTransferLocked",
        ReasonClass.REGISTRY,
        True,
        "The registry shows a transfer lock that was not put on from here. Have it taken off there, then ask again.",
    )
    TRANSFERRING = (
        "DomainTransferring",
        ReasonClass.DOMAIN,
        True,
        "A transfer of the domain is under way. Wait for its end, then submit the domain again.",
    )
    BEING_CHANGED = (
        "DomainBeingChanged",
        ReasonClass.DOMAIN,
        True,
        "The registry still works on an earlier change of the domain. Wait for its end, then submit the domain again.",
    )
    HOLDER_NAME_LENGTH = (
        "HolderNameLength",
        ReasonClass.PROFILE,
        False,
        "The holder's name is longer or shorter than the domain's suffix takes. Choose or make a profile whose name fits.",
    )
    SERVER_LOCKED = (
        "DomainServerLocked",
        ReasonClass.REGISTRY,
        True,
        "The registry holds the domain (registry lock, dispute or court order). Have the hold lifted at the registry first.",
    )
    BEING_DELETED = (
        "DomainBeingDeleted",
        ReasonClass.DOMAIN,
        False,
        "The domain is being deleted and cannot be changed.",
    )
    NOT_AT_REGISTRY = (
        "DomainNotAtRegistry",
        ReasonClass.REGISTRY,
        False,
        "The registry does not know the domain. Check its name; it may have been deleted.",
    )
    NOT_SPONSORED = (
        "DomainNotSponsored",
        ReasonClass.REGISTRY,
        False,
        "The domain is with another registrar. It may have been transferred away.",
    )
    NO_REGISTRY = (
        "NoRegistryForSuffix",
        ReasonClass.POLICY,
        False,
        "No registry is configured for the domain's suffix. Ask the operator to add one.",
    )
    CONTACT_REFUSED = (
        "ContactRefused",
        ReasonClass.PROFILE,
        False,
        "The registry does not accept the profile's contact data. Correct the profile as its answer says, have it verified, and submit again.",
    )
    CONTACT_IN_REVIEW = (
        "ContactInReview",
        ReasonClass.TRANSIENT,
        True,
        "The registry is reviewing the new holder's data, which takes some days. Nothing needs to be done.",
    )
    CHANGED_ELSEWHERE = (
        "ChangedElsewhere",
        ReasonClass.REGISTRY,
        True,
        "Somebody else changed the domain's registrant meanwhile. The operator looks into it and decides.",
    )
    CODE_PROVIDER_MISSING = (
        "CodeProviderMissing",
        ReasonClass.POLICY,
        True,
        "The registry wants a verification code of the new holder, and no provider of such codes is set up. The operator gets one and decides.",
    )
    CODE_AWAITED = (
        "VerificationCodeAwaited",
        ReasonClass.TRANSIENT,
        True,
        "The provider of verification codes is still checking the new holder or the name. Nothing needs to be done.",
    )
    CODE_DENIED = (
        "VerificationCodeDenied",
        ReasonClass.PROFILE,
        False,
        "The provider of verification codes did not confirm the new holder or the name. Correct the profile as its answer says, and submit again.",
    )
    CODE_NOT_TRUSTED = (
        "VerificationCodeNotTrusted",
        ReasonClass.POLICY,
        True,
        "A verification code came that its provider's trust anchor does not vouch for. The operator looks into it and decides.",
    )
    CODE_REFUSED = (
        "VerificationCodeRefused",
        ReasonClass.REGISTRY,
        True,
        "The registry refused the verification code. Its answer says why. Submit the domain again: another code is asked for.",
    )
    REGISTRY_REFUSED = (
        "RegistryRefused",
        ReasonClass.REGISTRY,
        False,
        "The registry refused the change. Its answer says why.",
    )
    FEE_NOT_AGREED = (
        "RegistryFeeNotAgreed",
        ReasonClass.POLICY,
        True,
        "The registry wants a fee for the change, and its settings let none be agreed to. Ask the operator to set fee_at_most, then submit the domain again.",
    )
    FEE_ABOVE_LIMIT = (
        "RegistryFeeAboveLimit",
        ReasonClass.POLICY,
        True,
        "The registry wants more for the change than fee_at_most lets be agreed to, or another currency. Ask the operator to decide, then submit the domain again.",
    )
    FEE_NOT_TOLD = (
        "RegistryFeeNotTold",
        ReasonClass.REGISTRY,
        True,
        "The registry does not say what the change would cost, so nothing was sent. Ask the operator to have it told there, then submit the domain again.",
    )
    BY_HAND = (
        "CarriedOutByHand",
        ReasonClass.POLICY,
        False,
        "The registry takes this change only outside EPP. The operator carries it out by hand and reports its outcome.",
    )
    REFUSED_BY_HAND = (
        "RefusedByHand",
        ReasonClass.REGISTRY,
        False,
        "The change was asked for by hand and not granted. The operator's words say why.",
    )
    PENDING_REFUSED = (
        "RegistryReviewFailed",
        ReasonClass.REGISTRY,
        False,
        "The registry reviewed the change and refused it. The domain keeps its registrant.",
    )
    DECLARATION_NEEDED = (
        "DeclarationNeeded",
        ReasonClass.POLICY,
        False,
        "The registry wants the new holder's declaration. The operator hands it in with freehold work give --text.",
    )
    DOCUMENT_NEEDED = (
        "DocumentNeeded",
        ReasonClass.POLICY,
        False,
        "The registry wants a signed document about the change of holder. The operator hands it in with freehold work give --file.",
    )
    REPORT_NEEDED = (
        "VerificationReportNeeded",
        ReasonClass.POLICY,
        False,
        "The registry wants to know when the new holder was verified. The operator hands it in with freehold work give --text.",
    )
    ELIGIBILITY_NEEDED = (
        "EligibilityNeeded",
        ReasonClass.POLICY,
        False,
        "The registry wants to know the new holder's right to the name. The operator hands it in with freehold work give --text.",
    )
    KEY_NEEDED = (
        "RegistryKeyNeeded",
        ReasonClass.REGISTRY,
        False,
        "The registry has mailed a key to the holder. The operator hands it in with freehold work give --key.",
    )
    AWAITING_CONSENT = (
        "AwaitingConsent",
        ReasonClass.REGISTRY,
        False,
        "The registry has asked the holders to consent, which takes some days. They answer to the registry.",
    )
    CONSENT_LAPSED = (
        "ConsentLapsed",
        ReasonClass.REGISTRY,
        True,
        "The holders did not consent in time. The domain keeps its registrant. Submit it again when they are ready to answer.",
    )
    LOCK_REFUSED = (
        "LockRefused",
        ReasonClass.REGISTRY,
        False,
        "The registrant is changed, and the registry refused to put the lock on. The operator has it put on there and reports.",
    )
    CONSENT_OVERDUE = (
        "ConsentOverdue",
        ReasonClass.REGISTRY,
        False,
        "The time to consent is over, and the registry still shows the change. The operator asks the registry and reports.",
    )
    REGISTRY_BUSY = (
        "RegistryBusy",
        ReasonClass.TRANSIENT,
        True,
        "The registry could not take the change for a long time. Submit the domain again later.",
    )
    REGISTRY_UNREACHABLE = (
        "RegistryUnreachable",
        ReasonClass.TRANSIENT,
        True,
        "The registry could not be reached for a long time. Submit the domain again later.",
    )
    REGISTRY_PAUSED = (
        "RegistryPaused",
        ReasonClass.TRANSIENT,
        True,
        "Work at the registry is paused. The domain waits and goes on by itself when the pause ends.",
    )
    QUIET_HOURS = (
        "RegistryQuietHours",
        ReasonClass.TRANSIENT,
        True,
        "The registry takes no changes at this hour. The domain waits and goes on by itself.",
    )
    DAILY_QUOTA = (
        "RegistryDailyQuota",
        ReasonClass.TRANSIENT,
        True,
        "The changes that the registry takes in one day are used up. The domain waits for the next day and goes on by itself.",
    )
    DOCUMENT_IN_REVIEW = (
        "DocumentInReview",
        ReasonClass.PROFILE,
        True,
        "The identity document of the new holder is under review. The domain is changed by itself once it is found good.",
    )
    DOCUMENT_REJECTED = (
        "DocumentRejected",
        ReasonClass.PROFILE,
        False,
        "The identity document of the new holder was not accepted. The reviewer's words say why; submit again with what is missing.",
    )
    REAL_NAME_IN_REVIEW = (
        "RealNameInReview",
        ReasonClass.DOMAIN,
        True,
        "The domain's real-name verification is under review. Nothing needs to be done.",
    )
    REAL_NAME_REJECTED = (
        "RealNameRejected",
        ReasonClass.DOMAIN,
        False,
        "The domain's real-name verification failed. The reviewer's words say why; submit again with what is missing.",
    )
    REAL_NAME_WITHDRAWN = (
        "RealNameWithdrawn",
        ReasonClass.DOMAIN,
        True,
        "The domain's real-name verification was withdrawn before it was reviewed. Submit it again when it is wanted.",
    )
    REAL_NAME_HOLDER_DIFFERS = (
        "RealNameHolderDiffers",
        ReasonClass.PROFILE,
        False,
        "The profile names another holder by now than the domain does. Submit again with a profile of the domain's holder.",
    )
    CONFIRMATION_AWAITED = (
        "ConfirmationAwaited",
        ReasonClass.POLICY,
        False,
        "Prior and new holder have to confirm the change by the links that were mailed to them. It goes on by itself then.",
    )
    CONFIRMATION_REFUSED = (
        "ConfirmationRefused",
        ReasonClass.POLICY,
        False,
        "The prior or the new holder refused the change. The domain keeps its registrant.",
    )
    CONFIRMATION_LAPSED = (
        "ConfirmationLapsed",
        ReasonClass.POLICY,
        True,
        "The prior or the new holder did not confirm the change in time. Submit the domain again.",
    )
    PRIOR_HOLDER_NO_ADDRESS = (
        "PriorHolderNoAddress",
        ReasonClass.DOMAIN,
        False,
        "The prior holder has to confirm the change, and no mail address of theirs is known. Ask the operator to add it.",
    )
    CANCELLED = ("Cancelled", ReasonClass.DOMAIN, True, "The task was cancelled before this domain was changed.")

    def __init__(self, code: str, kind: ReasonClass, retry_helps: bool, sentence: str) -> None:
        self.code = code
        self.kind = kind
        self.retry_helps = retry_helps
        self.sentence = sentence

    @classmethod
    def of(cls, code: str) -> "Reason":
        """The reason with this code; KeyError if there is none."""
        return _BY_CODE[code]


_BY_CODE = {reason.code: reason for reason in Reason}
