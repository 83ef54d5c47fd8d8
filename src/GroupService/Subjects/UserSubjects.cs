using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Scim.Protocol.Errors;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Grpc;
using Scim.ServiceDefaults.Tls;

namespace Scim.Groups.Subjects;

/// <summary>Asks UserService which of some ids are users, and how they are called.</summary>
internal sealed class UserSubjects : IDisposable
{
    private const int MostIds = 1_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private const int MostAttempts = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;
    private readonly UserService.UserServiceClient _users;

    public UserSubjects(IOptions<SubjectOptions> options, PeerCertificates certificates, CallerKeys keys, TimeProvider time)
    {
        _time = time;
        _channel = ServiceChannel.Open(options.Value.Users!, certificates);
        CallInvoker invoker = _channel.CreateCallInvoker().Intercept(new DeadlineInterceptor(time, Deadline));
        _users = new UserService.UserServiceClient(invoker.AsService("group-service", keys));
    }

    /// <summary>How a user is called as a member.</summary>
    public static string NameOf(User user) => user.HasDisplayName ? user.DisplayName : user.UserName;

    /// <summary>Follows the feed of users.</summary>
    public AsyncServerStreamingCall<WatchUsersResponse> Watch(WatchUsersRequest request, CancellationToken cancellationToken) =>
        _users.WatchUsers(request, cancellationToken: cancellationToken);

    /// <summary>The names of those that are users, by id.</summary>
    /// <exception cref="ScimException">503: UserService does not answer, so that nobody knows.</exception>
    public async Task<Dictionary<string, string>> FindAsync(string tenantId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(ids.Count, StringComparer.Ordinal);
        foreach (string[] some in ids.Chunk(MostIds))
        {
            var request = new BatchGetUsersRequest
            {
                TenantId = tenantId,
                Ids = { some },
                ReadMask = new FieldMask { Paths = { "id", "display_name", "user_name" } },
            };
            foreach (User user in (await AskAsync(request, cancellationToken)).Users) found[user.Id] = NameOf(user);
        }

        return found;
    }

    public void Dispose() => _channel.Dispose();

    // The channel sends again what did not reach an instance. What died with its answer half sent only the caller can repeat.
    private async Task<BatchGetUsersResponse> AskAsync(BatchGetUsersRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await _users.BatchGetUsersAsync(request, cancellationToken: cancellationToken);
            }
            catch (RpcException error) when (IsUnreached(error) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause * attempt, _time, cancellationToken);
            }
            catch (RpcException error) when ((IsUnreached(error) || error.StatusCode == StatusCode.DeadlineExceeded) && !cancellationToken.IsCancellationRequested)
            {
                throw ScimException.Unavailable(TimeSpan.FromSeconds(5), "Members cannot be checked for the moment.");
            }
        }
    }

    // A frozen instance, whose pings stay without an answer, is an internal error to a channel, with the exception that only
    // a client puts there; an internal error of the service's own comes over the wire and has none.
    private static bool IsUnreached(RpcException error) =>
        error.StatusCode == StatusCode.Unavailable || (error.StatusCode == StatusCode.Internal && error.Status.DebugException is HttpRequestException or IOException);
}
