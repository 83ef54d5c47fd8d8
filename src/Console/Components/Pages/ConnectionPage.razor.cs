using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Scim.Admin.Backends;
using Scim.Admin.Components.Shared;
using Scim.Protos.Tokens.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>One connection: how its identity provider proves who it is.</summary>
public sealed partial class ConnectionPage : TenantPage
{
    private Connection? _connection;
    private ShownSecret? _secret;

    /// <summary>The connection, from the address.</summary>
    [Parameter] public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override string Shown => $"{Tenant}/{Id}";

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        BackendClients clients = await Backend.OpenAsync();
        _connection = (await clients.Connections.GetConnectionAsync(new GetConnectionRequest { TenantId = Tenant, Id = Id }, cancellationToken: Left)).Connection;
    }

    private async Task CreateClientAsync(OAuthClient client)
    {
        CreateOAuthClientResponse? made = null;
        await DoAsync(
            async clients => made = await clients.Connections.CreateOAuthClientAsync(
                new CreateOAuthClientRequest { TenantId = Tenant, Id = Id, RequestId = NewRequest(), Client = client }),
            T["The client is ready: copy its secret now."]);
        await ShowAsync(made?.Client, made?.Secret);
    }

    private async Task AddSecretAsync(OAuthClient client)
    {
        CreateClientSecretResponse? made = null;
        await DoAsync(
            async clients => made = await clients.Connections.CreateClientSecretAsync(
                new CreateClientSecretRequest { TenantId = Tenant, Id = Id, RequestId = NewRequest(), ClientId = client.ClientId }),
            T["The new secret is ready: copy it now."]);
        await ShowAsync(made?.Client, made?.Secret);
    }

    private async Task DeleteSecretAsync((OAuthClient Client, ClientSecret Secret) of)
    {
        string question = T["Whoever uses the secret …{0} gets no more access tokens. This cannot be undone.", of.Secret.LastFour];
        if (!await ConfirmDialog.AskAsync(Dialogs, T["Delete secret"], question, T["Delete"])) return;
        await DoAsync(
            clients => clients.Connections.DeleteClientSecretAsync(new DeleteClientSecretRequest
            {
                TenantId = Tenant, Id = Id, RequestId = NewRequest(), ClientId = of.Client.ClientId, SecretId = of.Secret.Id,
            }).ResponseAsync,
            T["Deleted."]);
        await ShowAsync(null, null);
    }

    private async Task DeleteClientAsync(OAuthClient client)
    {
        string question = T["The identity provider that uses “{0}” is refused within a second. This cannot be undone.", client.DisplayName];
        if (!await ConfirmDialog.AskAsync(Dialogs, T["Delete client"], question, T["Delete"])) return;
        await DoAsync(
            clients => clients.Connections.DeleteOAuthClientAsync(
                new DeleteOAuthClientRequest { TenantId = Tenant, Id = Id, RequestId = NewRequest(), ClientId = client.ClientId }).ResponseAsync,
            T["Deleted."]);
        await ShowAsync(null, null);
    }

    private async Task ChangeFederationsAsync(IReadOnlyList<Federation> federations)
    {
        if (await UpdateAsync(new Connection { Federations = { federations } }, "federations")) await ShowAsync(null, null);
    }

    private async Task AcceptEntraAsync(ChangeEventArgs change)
    {
        await UpdateAsync(new Connection { AcceptEntraTokens = change.Value is true }, "accept_entra_tokens");
        await ReloadAsync();
    }

    private Task<bool> UpdateAsync(Connection with, string field) => DoAsync(
        clients => clients.Connections.UpdateConnectionAsync(new UpdateConnectionRequest
        {
            TenantId = Tenant, Id = Id, RequestId = NewRequest(), IfMatch = _connection!.Version, Connection = with, UpdateMask = new FieldMask { Paths = { field } },
        }).ResponseAsync,
        T["Saved."]);

    private Task ShowAsync(OAuthClient? client, string? secret)
    {
        _secret = client is null || secret is null ? null : new ShownSecret(client.ClientId, secret);
        return ReloadAsync();
    }
}
