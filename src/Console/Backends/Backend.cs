using Grpc.Core;
using Microsoft.AspNetCore.Components.Authorization;
using Scim.Admin.SignIn;
using Scim.Protos.Common.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Admin.Backends;

/// <summary>The services as the person of this session may call them: each call is asserted afresh from the session.</summary>
internal sealed class Backend(ServiceChannels channels, CallerKeys keys, AuthenticationStateProvider session)
{
    /// <summary>The clients of the person who is signed in.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: the session is over.</exception>
    public async Task<BackendClients> OpenAsync()
    {
        AuthenticationState state = await session.GetAuthenticationStateAsync();
        CallerAssertion caller = ConsoleUser.Of(state.User)?.Assertion
            ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "The session is over."));
        return new BackendClients(channels.Users.As(caller, keys), channels.Groups.As(caller, keys), channels.Tokens.As(caller, keys));
    }
}
