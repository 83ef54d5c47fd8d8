namespace Scim.Provisioning.Endpoints;

/// <summary>Why an object failed; the names are those that Entra's provisioning log shows.</summary>
internal enum FailureCode
{
    /// <summary>409.</summary>
    Conflict,

    /// <summary>429, and the retries are used up.</summary>
    TooManyRequests,

    /// <summary>5xx, and the retries are used up.</summary>
    InternalServerError,

    /// <summary>401 or 403: the job goes into quarantine at once.</summary>
    Unauthorized,

    /// <summary>405 or 501.</summary>
    MethodNotAllowed,

    /// <summary>400, 413, 422 and other refusals of what was sent.</summary>
    UnprocessableEntity,

    /// <summary>No answer: the connection was refused or broke.</summary>
    WebExceptionProtocolError,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>404 for the id that the target gave earlier.</summary>
    InvalidAnchor,

    /// <summary>The source has no value for a matching attribute.</summary>
    MissingValues,

    /// <summary>A lookup found more than one object.</summary>
    DuplicateTargetEntries,

    /// <summary>A group came with its members although they were excluded.</summary>
    SystemForCrossDomainIdentityManagementMultipleEntriesInResponse,

    /// <summary>The answer cannot be read as SCIM.</summary>
    SystemForCrossDomainIdentityManagementServiceIncompatible,

    /// <summary>404 for a lookup: the endpoint is not SCIM, and the job goes into quarantine at once.</summary>
    EndpointNotFound,
}
