using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Tokens;
using Scim.Tokens.Audit;
using Scim.Tokens.Connections;
using Scim.Tokens.Documents;

namespace Scim.Tokens.Clients;

/// <summary>
/// The OAuth clients of connections and their secrets. A secret has the form of a token, so that scanners for leaked ones know
/// it. Its hash is stored before the connection lists it, and removed after: what is listed is what is taken.
/// </summary>
internal sealed class OAuthClients(ConnectionStore connections, ClientSecretStore secrets, AuditLog audit, TimeProvider time)
{
    public async Task<CreateOAuthClientResponse> CreateAsync(CreateOAuthClientRequest request, ServerCallContext context)
    {
        Mutation by = Mutation.Of(context, request.RequestId, time);
        OAuthClient created = OAuthClientSettings.Create(request.Client ?? new OAuthClient(), ConnectionStore.Key(request.TenantId, request.Id), by);
        (ClientSecret secret, string value) = await StoreSecretAsync(
            request.TenantId, request.Id, created.ClientId, request.SecretExpires, by, context.CancellationToken);
        Connection connection = await UpdateAsync(request.TenantId, request.Id, by, changed =>
        {
            if (Find(changed, created.ClientId) is null)
            {
                if (changed.OauthClients.Count >= OAuthClientSettings.MaxClients)
                    throw ScimException.InvalidValue($"A connection has at most {OAuthClientSettings.MaxClients} clients.");
                changed.OauthClients.Add(created.Clone());
            }

            Put(Find(changed, created.ClientId)!, secret);
        }, context.CancellationToken);
        await audit.RecordAsync(by, request.TenantId, Target(created), [], context.CancellationToken);
        return new CreateOAuthClientResponse { Client = Find(connection, created.ClientId), Secret = value };
    }

    public async Task<DeleteOAuthClientResponse> DeleteAsync(DeleteOAuthClientRequest request, ServerCallContext context)
    {
        Mutation by = Mutation.Of(context, request.RequestId, time);
        OAuthClient? gone = null;
        await UpdateAsync(request.TenantId, request.Id, by, changed =>
        {
            gone = Find(changed, request.ClientId);
            if (gone is not null) changed.OauthClients.Remove(gone);
        }, context.CancellationToken);
        if (gone is not null) await audit.RecordAsync(by, request.TenantId, Target(gone), [], context.CancellationToken);
        await secrets.RemoveOfClientAsync(request.TenantId, request.Id, request.ClientId, context.CancellationToken);
        return new DeleteOAuthClientResponse();
    }

    public async Task<CreateClientSecretResponse> CreateSecretAsync(CreateClientSecretRequest request, ServerCallContext context)
    {
        Mutation by = Mutation.Of(context, request.RequestId, time);
        Require(await connections.GetAsync(request.TenantId, request.Id, context.CancellationToken), request.ClientId);
        (ClientSecret secret, string value) = await StoreSecretAsync(
            request.TenantId, request.Id, request.ClientId, request.Expires, by, context.CancellationToken);
        Connection connection = await UpdateAsync(
            request.TenantId, request.Id, by, changed => Put(Require(changed, request.ClientId), secret), context.CancellationToken);
        OAuthClient client = Require(connection, request.ClientId);
        await audit.RecordAsync(by, request.TenantId, Target(client), ["secrets"], context.CancellationToken);
        return new CreateClientSecretResponse { Client = client, Secret = value };
    }

    public async Task<DeleteClientSecretResponse> DeleteSecretAsync(DeleteClientSecretRequest request, ServerCallContext context)
    {
        Mutation by = Mutation.Of(context, request.RequestId, time);
        bool removed = false;
        Connection connection = await UpdateAsync(request.TenantId, request.Id, by, changed =>
        {
            OAuthClient client = Require(changed, request.ClientId);
            removed = client.Secrets.FirstOrDefault(secret => secret.Id == request.SecretId) is { } found && client.Secrets.Remove(found);
        }, context.CancellationToken);
        OAuthClient client = Require(connection, request.ClientId);
        if (removed) await audit.RecordAsync(by, request.TenantId, Target(client), ["secrets"], context.CancellationToken);
        await secrets.RemoveAsync(request.TenantId, request.SecretId, context.CancellationToken);
        return new DeleteClientSecretResponse { Client = client };
    }

    private static OAuthClient? Find(Connection connection, string clientId) =>
        connection.OauthClients.FirstOrDefault(client => client.ClientId == clientId);

    private static OAuthClient Require(Connection connection, string clientId) =>
        Find(connection, clientId) ?? throw ScimException.NotFound("There is no such client.");

    private static AuditTarget Target(OAuthClient client) => new("client", client.ClientId, client.DisplayName);

    private static void Put(OAuthClient client, ClientSecret secret)
    {
        if (client.Secrets.FirstOrDefault(known => known.Id == secret.Id) is { } known) client.Secrets.Remove(known);
        if (client.Secrets.Count >= OAuthClientSettings.MaxSecrets)
            throw ScimException.InvalidValue($"A client has at most {OAuthClientSettings.MaxSecrets} secrets: delete one that is not used any more.");
        client.Secrets.Add(secret.Clone());
    }

    /// <summary>Changes a connection; the change itself finds out what a retry did already.</summary>
    private async Task<Connection> UpdateAsync(string tenantId, string id, Mutation by, Action<Connection> change, CancellationToken cancellationToken) =>
        (await connections.UpdateAsync(tenantId, id, "", by, change, cancellationToken, again: true)).Entity;

    private async Task<(ClientSecret Secret, string Value)> StoreSecretAsync(
        string tenantId, string id, string clientId, Timestamp? expires, Mutation by, CancellationToken cancellationToken)
    {
        await connections.GetAsync(tenantId, id, cancellationToken);
        DateTimeOffset end = OAuthClientSettings.Expiry(expires, by.At);
        BearerToken bearer = BearerToken.CreateFor(OAuthClientSettings.SecretId(ConnectionStore.Key(tenantId, id), by));
        await secrets.StoreAsync(tenantId, id, clientId, bearer, end, cancellationToken);
        var secret = new ClientSecret { Id = bearer.Id, LastFour = bearer.LastFour, Created = by.Time, Expires = Timestamp.FromDateTimeOffset(end) };
        return (secret, bearer.Value);
    }
}
