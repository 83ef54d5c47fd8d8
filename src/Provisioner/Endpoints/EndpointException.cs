namespace Scim.Provisioning.Endpoints;

/// <summary>The target refused, failed, or did not answer; one object fails by it, or the whole job.</summary>
internal sealed class EndpointException : Exception
{
    public EndpointException(FailureCode code, string message, int? status = null, Exception? cause = null)
        : base(message, cause)
    {
        Code = code;
        Status = status;
    }

    public FailureCode Code { get; }

    /// <summary>The HTTP status, or null without an answer.</summary>
    public int? Status { get; }

    /// <summary>Credentials and a wrong endpoint cannot be right for another object either.</summary>
    public bool StopsJob => Code is FailureCode.Unauthorized or FailureCode.EndpointNotFound;

    /// <summary>Nothing is wrong with the object; the next cycle tries again.</summary>
    public bool IsTransient => Code is FailureCode.TooManyRequests or FailureCode.InternalServerError
        or FailureCode.WebExceptionProtocolError or FailureCode.Timeout;

    /// <summary>The request may have been carried out although no success came back.</summary>
    public bool IsAmbiguous => Code is FailureCode.InternalServerError or FailureCode.WebExceptionProtocolError
        or FailureCode.Timeout or FailureCode.SystemForCrossDomainIdentityManagementServiceIncompatible;

    /// <summary>An answer that is not SCIM.</summary>
    public static EndpointException Incompatible(string message, int? status = null, Exception? cause = null) =>
        new(FailureCode.SystemForCrossDomainIdentityManagementServiceIncompatible, message, status, cause);
}
