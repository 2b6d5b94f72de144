"""The codes that the published error tables list for each built action, and those of them that Freehold never sends."""

PUBLISHED = {
    "CancelDomainVerification": set(),
    "ChangeResourceGroup": set(),
    "DeleteDomainGroup": set(),
    "ListServerLock": set(),
    "QueryDSRecord": set(),
    "QueryDnsHost": {"NetworkIOError", "ParameterIllegal"},
    "QueryDomainGroupList": set(),
    "QueryServerLock": set(),
    "QueryTransferOutInfo": set(),
    "SaveBatchDomainRemark": {"NetworkIOError", "ParameterIllegal"},
    "SaveDomainGroup": set(),
    "SaveSingleTaskForQueryingTransferAuthorizationCode": set(),
    "SetupDomainAutoRenew": set(),
    "UpdateDomainToDomainGroup": set(),
    "AcknowledgeTaskResult": {"MissingTaskDetailNo"},
    "CancelTask": set(),
    "PollTaskResult": {"MissingPageSize"},
    "QueryAdvancedDomainList": {"NetworkIOError", "ParameterIllegal"},
    "DeleteContactTemplates": set(),
    "DeleteEmailVerification": {"NetworkIOError", "ParameterIllegal"},
    "DeleteRegistrantProfile": {"ContactTemplateNotExist", "NetworkIOError", "ParameterIllegal"},
    "EmailVerified": set(),
    "ListEmailVerification": {"NetworkIOError", "ParameterIllegal"},
    "QueryContactInfo": {"NetworkIOError", "ParameterIllegal"},
    "QueryDomainAdminDivision": {"NetworkIOError", "ParameterIllegal"},
    "QueryDomainByDomainName": {"InvalidPageSize", "NetworkIOError", "ParameterIllegal"},
    "QueryDomainByInstanceId": set(),
    "QueryDomainList": {"NetworkIOError", "ParameterIllegal"},
    "QueryDomainRealNameVerificationInfo": set(),
    "QueryChangeLogList": {"NetworkIOError", "ParameterIllegal"},
    "QueryDomainSuffix": {"NetworkIOError", "ParameterIllegal"},
    "QueryEmailVerification": set(),
    "QueryFailReasonForDomainRealNameVerification": {"NetworkIOError", "ParameterIllegal"},
    "QueryFailReasonForRegistrantProfileRealNameVerification": {"NetworkIOError", "ParameterIllegal"},
    "QueryRegistrantProfileRealNameVerificationInfo": {"MissingRegistrantProfileId"},
    "QueryRegistrantProfiles": {"NetworkIOError", "ParameterIllegal"},
    "QueryTaskDetailHistory": {"NetworkIOError", "ParameterIllegal"},
    "QueryTaskDetailList": {"NetworkIOError", "ParameterIllegal"},
    "QueryTaskInfoHistory": {"NetworkIOError", "ParameterIllegal"},
    "QueryTaskList": {"NetworkIOError", "ParameterIllegal"},
    "RegistrantProfileRealNameVerification": {
        "ContactTemplateAudited", "ContactTemplateNotExist", "ContactTemplateUpdateFailed", "FileDataError",
        "FileFormatNotSupported", "FileSizeGreaterThanMaxLimit", "FileSizeLessThanMinLimit", "NetworkIOError",
        "ParameterIllegal",
    },
    "ResendEmailVerification": {"NetworkIOError", "ParameterIllegal", "SendTokenQuotaExceeded"},
    "SaveBatchTaskForTransferProhibitionLock": {"NetworkIOError", "ParameterIllegal"},
    "SaveBatchTaskForUpdateProhibitionLock": {"NetworkIOError", "ParameterIllegal"},
    "SaveBatchTaskForUpdatingContactInfoByNewContact": {
        "DomainNotExist", "NetworkIOError", "ParameterIllegal", "TaskIsBeingProcessed",
    },
    "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId": {
        "DomainNotExist", "NetworkIOError", "ParameterIllegal", "TaskIsBeingProcessed",
    },
    "SaveRegistrantProfile": {"NetworkIOError", "ParameterIllegal"},
    "SaveRegistrantProfileRealNameVerification": set(),
    "SaveSingleTaskForTransferProhibitionLock": {"NetworkIOError", "ParameterIllegal"},
    "SaveSingleTaskForUpdateProhibitionLock": {"NetworkIOError", "ParameterIllegal"},
    "SaveSingleTaskForUpdatingContactInfo": {
        "DomainNotExist", "NetworkIOError", "ParameterIllegal", "TaskIsBeingProcessed",
    },
    "SaveTaskForSubmittingDomainRealNameVerificationByIdentityCredential": {
        "FileDataError", "FileFormatNotSupported", "FileSizeGreaterThanMaxLimit", "FileSizeLessThanMinLimit",
        "NetworkIOError", "ParameterIllegal",
    },
    "SaveTaskForSubmittingDomainRealNameVerificationByRegistrantProfileID": {
        "ContactNotMatch", "DomainAlreadyAudited", "DomainAlreadyAuditing", "DomainNotExist", "NetworkIOError",
        "ParameterIllegal", "TaskIsBeingProcessed",
    },
    "SaveTaskForUpdatingRegistrantInfoByIdentityCredential": {"NetworkIOError", "ParameterIllegal"},
    "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID": {
        "NetworkIOError", "ParameterIllegal", "TaskIsBeingProcessed", "contactTemplateRealNamedNotExist",
    },
    "ScrollDomainList": {"InvalidPageSize"},
    "SetDefaultRegistrantProfile": set(),
    "SubmitEmailVerification": {"NetworkIOError", "ParameterIllegal", "SendTokenQuotaExceeded"},
    "VerifyContactField": {"ParameterIllegall"},
    "VerifyEmail": {"NetworkIOError", "ParameterIllegal"},
}  # fmt: skip

NEVER_SENT = {
    # Nothing behind these actions is reached over a network; what the store cannot do is ServiceUnavailable.
    *((action, "NetworkIOError") for action in PUBLISHED),
    ("RegistrantProfileRealNameVerification", "ContactTemplateUpdateFailed"),
    # A slip of one sample; the tables spell it ParameterIllegal (registrant-family.md, 12).
    ("VerifyContactField", "ParameterIllegall"),
    # They have no parameter of their own, and what is wrong with a common one is Invalid<Param>.
    ("QueryDomainAdminDivision", "ParameterIllegal"),
    ("QueryDomainSuffix", "ParameterIllegal"),
    # The action has no pages: a slip of the published table.
    ("QueryDomainByDomainName", "InvalidPageSize"),
}

ELSEWHERE = {(action, "SendTokenQuotaExceeded") for action in ("SubmitEmailVerification", "ResendEmailVerification")}
"""It takes many mails to see it; a test of its own shows it."""
