using Grpc.Core;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Tests.Errors;

public sealed class RpcErrorsTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(7);

    public static TheoryData<ScimErrorType> Types() => [.. Enum.GetValues<ScimErrorType>()];

    /// <summary>Each error without a scimType: its status, its code, and the status it has at the other end.</summary>
    public static TheoryData<int, StatusCode, int> Statuses() => new()
    {
        { 400, StatusCode.InvalidArgument, 400 },
        { 401, StatusCode.Unauthenticated, 500 },
        { 403, StatusCode.PermissionDenied, 500 },
        { 404, StatusCode.NotFound, 404 },
        { 405, StatusCode.Unimplemented, 405 },
        { 409, StatusCode.AlreadyExists, 409 },
        { 412, StatusCode.FailedPrecondition, 412 },
        { 413, StatusCode.ResourceExhausted, 413 },
        { 415, StatusCode.InvalidArgument, 415 },
        { 429, StatusCode.ResourceExhausted, 429 },
        { 500, StatusCode.Internal, 500 },
        { 501, StatusCode.Unimplemented, 501 },
        { 503, StatusCode.Unavailable, 503 },
        { 504, StatusCode.DeadlineExceeded, 504 },
    };

    /// <summary>Codes without our ErrorInfo, as the transport and the runtime send them.</summary>
    public static TheoryData<StatusCode, int> Bare() => new()
    {
        { StatusCode.InvalidArgument, 400 },
        { StatusCode.AlreadyExists, 409 },
        { StatusCode.FailedPrecondition, 412 },
        { StatusCode.NotFound, 404 },
        { StatusCode.Aborted, 503 },
        { StatusCode.Unavailable, 503 },
        { StatusCode.ResourceExhausted, 413 },
        { StatusCode.Unauthenticated, 500 },
        { StatusCode.PermissionDenied, 500 },
        { StatusCode.DeadlineExceeded, 504 },
        { StatusCode.Cancelled, 499 },
        { StatusCode.Internal, 500 },
        { StatusCode.Unknown, 500 },
        { StatusCode.DataLoss, 500 },
        { StatusCode.OutOfRange, 500 },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void ToScimException_OfAScimType_IsTheSameError(ScimErrorType type)
    {
        ScimException sent = ScimException.Of(type, "Say what to change.");

        ScimException received = RpcErrors.ToScimException(RpcErrors.ToRpcException(sent));

        Assert.Equal((sent.Status, sent.Type, sent.Detail), (received.Status, received.Type, received.Detail));
    }

    [Fact]
    public void QuotaReached_ComesBackAsItself_WhereAForbiddenCallIsOurOwnFault()
    {
        RpcException rpc = RpcErrors.ToRpcException(ScimException.QuotaReached("The tenant has 5 Users."));

        Assert.Equal(StatusCode.ResourceExhausted, rpc.StatusCode);
        ScimException received = RpcErrors.ToScimException(rpc);
        Assert.Equal((403, true, "The tenant has 5 Users."), (received.Status, received.IsQuota, received.Detail));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void ToRpcException_OfAStatus_HasItsCodeAndComesBack(int status, StatusCode code, int back)
    {
        RpcException rpc = RpcErrors.ToRpcException(Of(status));

        Assert.Equal(code, rpc.StatusCode);
        ScimException received = RpcErrors.ToScimException(rpc, "trace-1");
        Assert.Equal(back, received.Status);
        Assert.Null(received.Type);
        if (back is 429 or 503) Assert.Equal(Wait, received.RetryAfter);
        Assert.Equal(back == 500 ? "Internal error; its trace is trace-1." : Of(status).Detail, received.Detail);
    }

    [Theory]
    [MemberData(nameof(Bare))]
    public void ToScimException_WithoutErrorInfo_GoesByTheCode(StatusCode code, int status)
    {
        var rpc = new RpcException(new Status(code, "internal name of a host"));

        ScimException error = RpcErrors.ToScimException(rpc);

        Assert.Equal(status, error.Status);
        if (status >= 500) Assert.DoesNotContain("host", error.Detail, StringComparison.Ordinal);
        if (status == 503) Assert.NotNull(error.RetryAfter);
    }

    [Fact]
    public void ToScimException_OfABrokenTrailer_GoesByTheCode()
    {
        var rpc = new RpcException(
            new Status(StatusCode.ResourceExhausted, ""), new Metadata { { "grpc-status-details-bin", new byte[] { 255, 255 } } });

        Assert.Equal(413, RpcErrors.ToScimException(rpc).Status);
    }

    private static ScimException Of(int status) => status switch
    {
        400 => ScimException.BadRequest("d"),
        401 => ScimException.Unauthorized("d"),
        403 => ScimException.Forbidden("d"),
        404 => ScimException.NotFound("d"),
        405 => ScimException.MethodNotAllowed("d"),
        409 => ScimException.Conflict("d"),
        412 => ScimException.PreconditionFailed("d"),
        413 => ScimException.PayloadTooLarge("d"),
        415 => ScimException.UnsupportedMediaType("d"),
        429 => ScimException.TooManyRequests(Wait, "d"),
        501 => ScimException.NotImplemented("d"),
        503 => ScimException.Unavailable(Wait, "d"),
        504 => ScimException.Timeout("d"),
        _ => ScimException.Internal("t"),
    };
}
