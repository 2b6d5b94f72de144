"""The codes that the published error tables list for each built action, and those of them that Freehold never sends."""

PUBLISHED = {
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
    "QueryContactInfo": {"NetworkIOError", "ParameterIllegal"},
    "QueryDomainByDomainName": {"InvalidPageSize", "NetworkIOError", "ParameterIllegal"},
    "QueryDomainByInstanceId": set(),
    "QueryDomainList": {"NetworkIOError", "ParameterIllegal"},
    "QueryEmailVerification": set(),
    "QueryFailReasonForRegistrantProfileRealNameVerification": {"NetworkIOError", "ParameterIllegal"},
    "QueryRegistrantProfileRealNameVerificationInfo": {"MissingRegistrantProfileId"},
    "QueryRegistrantProfiles": {"NetworkIOError", "ParameterIllegal"},
    "QueryTaskDetailList": {"NetworkIOError", "ParameterIllegal"},
    "QueryTaskList": {"NetworkIOError", "ParameterIllegal"},
    "RegistrantProfileRealNameVerification": {
        "ContactTemplateAudited", "ContactTemplateNotExist", "ContactTemplateUpdateFailed", "FileDataError",
        "FileFormatNotSupported", "FileSizeGreaterThanMaxLimit", "FileSizeLessThanMinLimit", "NetworkIOError",
        "ParameterIllegal",
    },
    "SaveRegistrantProfile": {"NetworkIOError", "ParameterIllegal"},
    "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID": {
        "NetworkIOError", "ParameterIllegal", "TaskIsBeingProcessed", "contactTemplateRealNamedNotExist",
    },
    "SubmitEmailVerification": {"NetworkIOError", "ParameterIllegal", "SendTokenQuotaExceeded"},
    "VerifyEmail": {"NetworkIOError", "ParameterIllegal"},
}  # fmt: skip

NEVER_SENT = {
    # Nothing behind these actions is reached over a network; what the store cannot do is ServiceUnavailable.
    *((action, "NetworkIOError") for action in PUBLISHED),
    ("RegistrantProfileRealNameVerification", "ContactTemplateUpdateFailed"),
    # The action has no pages: a slip of the published table.
    ("QueryDomainByDomainName", "InvalidPageSize"),
}

ELSEWHERE = {("SubmitEmailVerification", "SendTokenQuotaExceeded")}
"""It takes 500 submissions to see it; a test of its own shows it."""
