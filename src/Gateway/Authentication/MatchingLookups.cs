using System.Collections.Concurrent;
using Grpc.Core;
using Scim.Gateway.Clusters;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.Authentication;

/// <summary>
/// Tells UserService by which attributes a connection matches users, when its token is checked: off the request's path,
/// until they are ready, and again when they change.
/// </summary>
internal sealed partial class MatchingLookups(ClusterInvokers invokers, CallerKeys keys, ILogger<MatchingLookups> logger)
{
    private const int MostConnections = 50_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly UserService.UserServiceClient _users = new(invokers.Users.AsService("gateway", keys));
    private readonly ConcurrentDictionary<string, string> _ready = new(StringComparer.Ordinal);

    /// <summary>Starts what is needed for a connection's lookups; nothing where they are known to be ready.</summary>
    public void Prepare(Connection connection, long schemaVersion)
    {
        if (connection.UserMatchingAttributes.Count == 0) return;
        string attributes = string.Join('\n', connection.UserMatchingAttributes);
        if (_ready.TryGetValue(connection.Id, out string? known) && known == attributes) return;
        _ = PrepareAsync(connection, schemaVersion, attributes);
    }

    private async Task PrepareAsync(Connection connection, long schemaVersion, string attributes)
    {
        try
        {
            var request = new PrepareLookupsRequest
            {
                TenantId = connection.TenantId,
                RequestId = Guid.NewGuid().ToString(),
                SchemaVersion = schemaVersion,
                Attributes = { connection.UserMatchingAttributes },
            };
            using var patience = new CancellationTokenSource(Patience);
            PrepareLookupsResponse answer = await _users.PrepareLookupsAsync(request, cancellationToken: patience.Token);
            if (!answer.Lookups.All(lookup => lookup.Ready)) return;
            if (_ready.Count >= MostConnections) _ready.Clear();
            _ready[connection.Id] = attributes;
        }
        catch (RpcException error)
        {
            LogNotPrepared(logger, connection.Id, error.StatusCode);
        }
    }

    [LoggerMessage(1031, LogLevel.Warning, "Lookups of connection {ConnectionId} could not be prepared ({Status}); the next check of its token tries again")]
    private static partial void LogNotPrepared(ILogger logger, string connectionId, StatusCode status);
}
