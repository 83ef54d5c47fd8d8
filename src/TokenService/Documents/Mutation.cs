using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Common.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Tokens.Documents;

/// <summary>Who changes something, by which request, and when.</summary>
/// <param name="Action">The name of the RPC.</param>
/// <param name="RequestId">Names the mutation; a retry carries the same.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="At">When.</param>
internal sealed record Mutation(string Action, string RequestId, CallerAssertion Caller, DateTimeOffset At)
{
    public static Mutation Of(ServerCallContext context, string requestId, TimeProvider time)
    {
        if (requestId.Length is 0 or > 200) throw ScimException.InvalidValue("request_id must have 1 to 200 characters.");

        string action = context.Method[(context.Method.LastIndexOf('/') + 1)..];
        return new Mutation(action, requestId, context.GetCaller(), time.GetUtcNow());
    }

    public Timestamp Time => Timestamp.FromDateTimeOffset(At);

    public LastChange ToLastChange(IEnumerable<string> paths) => new()
    {
        Actor = Caller.Actor,
        ConnectionId = Caller.ConnectionId,
        RequestId = RequestId,
        ChangedPaths = { paths },
        At = Time,
    };
}
