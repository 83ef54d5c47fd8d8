using Grpc.AspNetCore.Server;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Errors;

namespace Scim.ServiceDefaults.Grpc;

/// <summary>What all gRPC services have in common.</summary>
internal static class GrpcDefaults
{
    /// <summary>The largest request: a full group replace of about 300,000 members.</summary>
    public const int MaxReceiveBytes = 32 * 1024 * 1024;

    /// <summary>The largest answer: a page of 1,000 resources at the greatest size that one may have.</summary>
    public const int MaxSendBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Where the framework logs calls that failed, as errors. What a service throws the interceptor of errors logs; what is left is
    /// a client that went away.
    /// </summary>
    public const string CallLog = "Grpc.AspNetCore.Server.ServerCallHandler";

    public static void Apply(GrpcServiceOptions options)
    {
        options.EnableDetailedErrors = false;
        options.MaxReceiveMessageSize = MaxReceiveBytes;
        options.MaxSendMessageSize = MaxSendBytes;
        options.Interceptors.Add<ErrorInterceptor>();
        options.Interceptors.Add<CallerInterceptor>();
    }
}
