using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Components;
using Scim.Admin.Backends;
using Scim.Admin.Components.Shared;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>Extended Data > SCIM: the page of the tutorial that customers follow.</summary>
public sealed partial class ScimPage : TenantPage
{
    private List<Connection> _all = [];
    private Connection? _connection;
    private List<Token> _tokens = [];
    private string _idp = "";
    private string? _idpProblem;
    private string? _secret;
    private string _name = "Provisioning";
    private Scope _scope = Scope.Write;
    private int _months = 12;

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        BackendClients clients = await Backend.OpenAsync();
        ListConnectionsResponse answer = await clients.Connections.ListConnectionsAsync(
            new ListConnectionsRequest { TenantId = Tenant, PageSize = 100 }, cancellationToken: Left);
        _all = [.. answer.Connections];
        await ShowAsync(clients, _all.FirstOrDefault(connection => connection.Id == _connection?.Id) ?? _all.FirstOrDefault());
    }

    private async Task ShowAsync(BackendClients clients, Connection? connection)
    {
        _connection = connection;
        _idp = connection?.IdentityProviderTenantId ?? "";
        _idpProblem = null;
        _tokens = connection is null ? [] : await TokensAsync(clients, connection.Id);
    }

    private async Task<List<Token>> TokensAsync(BackendClients clients, string connectionId)
    {
        ListTokensResponse answer = await clients.Tokens.ListTokensAsync(
            new ListTokensRequest { TenantId = Tenant, ConnectionId = connectionId, PageSize = 100 }, cancellationToken: Left);
        return [.. answer.Tokens];
    }

    private async Task PickAsync(ChangeEventArgs change)
    {
        _secret = null;
        await DoAsync(async clients => await ShowAsync(clients, _all.First(connection => connection.Id == (string?)change.Value)));
    }

    private async Task SaveAsync()
    {
        _idp = _idp.Trim();
        _idpProblem = IdentityProviderId.Problem(_idp);
        if (_idpProblem is not null) return;

        await BusyAsync(clients => _connection is null ? CreateAsync(clients) : UpdateAsync(clients, _connection), T["Saved."]);
    }

    private async Task CreateAsync(BackendClients clients)
    {
        CreateConnectionResponse created = await clients.Connections.CreateConnectionAsync(new CreateConnectionRequest
        {
            TenantId = Tenant,
            Id = Guid.CreateVersion7().ToString(),
            RequestId = NewRequest(),
            Connection = new Connection
            {
                DisplayName = IdentityProviderId.Name(_idp),
                IdentityProviderTenantId = _idp,
                ClientProfile = IdentityProviderId.Profile(_idp),
            },
        });
        _connection = created.Connection;
        await LoadAsync();
    }

    private async Task UpdateAsync(BackendClients clients, Connection connection)
    {
        await clients.Connections.UpdateConnectionAsync(new UpdateConnectionRequest
        {
            TenantId = Tenant,
            Id = connection.Id,
            RequestId = NewRequest(),
            IfMatch = connection.Version,
            Connection = new Connection { IdentityProviderTenantId = _idp },
            UpdateMask = new FieldMask { Paths = { "identity_provider_tenant_id" } },
        });
        await LoadAsync();
    }

    private Task GenerateAsync() => BusyAsync(
        async clients =>
        {
            IssueTokenResponse issued = await clients.Tokens.IssueTokenAsync(new IssueTokenRequest
            {
                TenantId = Tenant,
                ConnectionId = _connection!.Id,
                RequestId = NewRequest(),
                Name = _name.Trim(),
                Scope = _scope,
                Expires = Timestamp.FromDateTimeOffset(Clock.GetUtcNow().AddMonths(_months)),
            });
            _secret = issued.Value;
            _tokens = await TokensAsync(clients, _connection.Id);
        },
        T["The token is ready: copy it now."]);

    private async Task RotateAsync(Token token)
    {
        string question = T["A new token of the name “{0}” is made. The old one is still taken for 7 days, so that nothing stops meanwhile.", token.Name];
        if (!await ConfirmDialog.AskAsync(Dialogs, T["Rotate token"], question, T["Rotate"])) return;

        await BusyAsync(
            async clients =>
            {
                RotateTokenResponse rotated = await clients.Tokens.RotateTokenAsync(
                    new RotateTokenRequest { TenantId = Tenant, Id = token.Id, RequestId = NewRequest() });
                _secret = rotated.Value;
                _tokens = await TokensAsync(clients, _connection!.Id);
            },
            T["The new token is ready: copy it now."]);
    }

    private async Task RevokeAsync(Token token)
    {
        string question = T["The identity provider that uses “{0}” (…{1}) is refused within a second. This cannot be undone.", token.Name, token.LastFour];
        if (!await ConfirmDialog.AskAsync(Dialogs, T["Revoke token"], question, T["Revoke"])) return;

        await BusyAsync(
            async clients =>
            {
                await clients.Tokens.RevokeTokenAsync(new RevokeTokenRequest { TenantId = Tenant, Id = token.Id, RequestId = NewRequest() });
                _tokens = await TokensAsync(clients, _connection!.Id);
            },
            T["Revoked."]);
    }
}
