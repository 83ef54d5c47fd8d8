using Grpc.Core;
using Scim.Protos.Groups.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;

namespace Scim.Admin.Backends;

/// <summary>The clients of the services, asserted as one person.</summary>
internal sealed class BackendClients(CallInvoker users, CallInvoker groups, CallInvoker tokens)
{
    public UserService.UserServiceClient Users { get; } = new(users);

    public GroupService.GroupServiceClient Groups { get; } = new(groups);

    public TenantService.TenantServiceClient Tenants { get; } = new(tokens);

    public ConnectionService.ConnectionServiceClient Connections { get; } = new(tokens);

    public TokenService.TokenServiceClient Tokens { get; } = new(tokens);

    public SignOnService.SignOnServiceClient SignOn { get; } = new(tokens);

    public ActivityService.ActivityServiceClient Activity { get; } = new(tokens);
}
