using Scim.Admin.Backends;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Admin.SingleSignOn;

/// <summary>The services as this process calls them for people who have no role of their own.</summary>
internal sealed class SystemClients(ServiceChannels channels, CallerKeys keys)
{
    private const string Process = "console";

    public SignOnService.SignOnServiceClient SignOn { get; } = new(channels.Tokens.AsService(Process, keys));

    public SigningKeyService.SigningKeyServiceClient Keys { get; } = new(channels.Tokens.AsService(Process, keys));

    public GroupService.GroupServiceClient Groups { get; } = new(channels.Groups.AsService(Process, keys));

    /// <summary>UserService, in whose answers and filters externalId is the one of a connection.</summary>
    public UserService.UserServiceClient UsersOf(string connectionId) => new(channels.Users.As(
        new CallerAssertion { Kind = CallerKind.Service, Scope = Scope.Read, Actor = Process, ConnectionId = connectionId }, keys));
}
