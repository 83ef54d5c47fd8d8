using Grpc.Core;

namespace Scim.Admin.Backends;

/// <summary>What went wrong, in words for the person in front of the page.</summary>
internal static class Failure
{
    /// <summary>A sentence that says what happened and what to do.</summary>
    public static string Sentence(RpcException error) => error.StatusCode switch
    {
        StatusCode.InvalidArgument or StatusCode.AlreadyExists or StatusCode.NotFound or StatusCode.ResourceExhausted => error.Status.Detail,
        StatusCode.FailedPrecondition => "Somebody else changed this meanwhile. Reload the page, then try again.",
        StatusCode.Aborted => "Others change the same thing just now. Try again.",
        StatusCode.Unavailable => "The service does not answer for the moment. Nothing is lost: try again in a few seconds.",
        StatusCode.DeadlineExceeded => "That took too long and was stopped. Try again, or narrow down what you ask for.",
        StatusCode.Unauthenticated => "Your session is over. Sign in again.",
        StatusCode.PermissionDenied => "Your role does not allow this.",
        _ => "Something went wrong on our side. Try again; if it stays, tell the operator the time it happened.",
    };
}
