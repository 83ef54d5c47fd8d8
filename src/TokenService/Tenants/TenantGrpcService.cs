using System.Text.RegularExpressions;
using Grpc.Core;
using Scim.Protocol.Errors;
using Scim.Protos.Tokens.V1;
using Scim.Tokens.Audit;
using Scim.Tokens.Clients;
using Scim.Tokens.Connections;
using Scim.Tokens.Documents;
using Scim.Tokens.Removal;
using Scim.Tokens.Tokens;

namespace Scim.Tokens.Tenants;

/// <summary>Creates, reads, changes, suspends and deletes tenants.</summary>
internal sealed partial class TenantGrpcService(
    TenantStore tenants, TenantSchemaStore schemas, TenantSchemaRules rules, ConnectionStore connections, TokenStore tokens,
    ClientSecretStore secrets, RemovalJournal removals, AuditLog audit, TimeProvider time)
    : TenantService.TenantServiceBase
{
    public override async Task<CreateTenantResponse> CreateTenant(CreateTenantRequest request, ServerCallContext context)
    {
        if (!IdPattern().IsMatch(request.TenantId))
            throw ScimException.InvalidValue("A tenant's id has 1 to 63 lower-case letters, digits and hyphens, and begins with a letter or digit.");

        Mutation by = Mutation.Of(context, request.RequestId, time);
        var tenant = new Tenant
        {
            Id = request.TenantId,
            DisplayName = Named(request.Tenant?.DisplayName ?? ""),
            Limits = Checked(request.Tenant?.Limits),
            State = TenantState.Active,
        };
        Tenant created = await tenants.CreateAsync(tenant, by, context.CancellationToken);
        await audit.RecordAsync(by, created.Id, Target(created), [], context.CancellationToken);
        return new CreateTenantResponse { Tenant = created };
    }

    public override async Task<GetTenantResponse> GetTenant(GetTenantRequest request, ServerCallContext context) =>
        new() { Tenant = (await WithRemovalAsync([await tenants.GetAsync(request.TenantId, context.CancellationToken)], context.CancellationToken))[0] };

    public override async Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context)
    {
        int size = PageToken.Size(request.PageSize);
        List<Tenant> found = await tenants.ListAsync(request.Prefix, PageToken.Read(request.PageToken), size + 1, request.ShowDeleted, context.CancellationToken);
        return new ListTenantsResponse
        {
            Tenants = { await WithRemovalAsync([.. found.Take(size)], context.CancellationToken) },
            NextPageToken = found.Count > size ? PageToken.Write(found[size - 1].Id) : "",
        };
    }

    public override async Task<UpdateTenantResponse> UpdateTenant(UpdateTenantRequest request, ServerCallContext context)
    {
        foreach (string path in request.UpdateMask?.Paths ?? [])
        {
            if (path is not ("display_name" or "limits")) throw ScimException.InvalidPath($"\"{path}\" cannot be updated.");
        }

        return new UpdateTenantResponse
        {
            Tenant = await UpdateAsync(request.TenantId, request.IfMatch, request.RequestId, context, tenant =>
            {
                TenantStore.RequireLive(tenant);
                if (request.UpdateMask?.Paths.Contains("display_name") is true) tenant.DisplayName = Named(request.Tenant?.DisplayName ?? "");
                if (request.UpdateMask?.Paths.Contains("limits") is true) tenant.Limits = Checked(request.Tenant?.Limits);
            }),
        };
    }

    public override async Task<SuspendTenantResponse> SuspendTenant(SuspendTenantRequest request, ServerCallContext context) => new()
    {
        Tenant = await UpdateAsync(request.TenantId, request.IfMatch, request.RequestId, context, tenant => Become(tenant, TenantState.Suspended)),
    };

    public override async Task<ResumeTenantResponse> ResumeTenant(ResumeTenantRequest request, ServerCallContext context) => new()
    {
        Tenant = await UpdateAsync(request.TenantId, request.IfMatch, request.RequestId, context, tenant => Become(tenant, TenantState.Active)),
    };

    public override async Task<DeleteTenantResponse> DeleteTenant(DeleteTenantRequest request, ServerCallContext context)
    {
        await UpdateAsync(request.TenantId, request.IfMatch, request.RequestId, context, tenant =>
        {
            if (tenant.State != TenantState.Deleted) tenant.State = TenantState.Deleting;
        });
        await tokens.RemoveAllAsync(request.TenantId, context.CancellationToken);
        await secrets.RemoveAllAsync(request.TenantId, context.CancellationToken);
        await connections.RemoveAllAsync(request.TenantId, context.CancellationToken);
        await schemas.RemoveAsync(request.TenantId, context.CancellationToken);
        return new DeleteTenantResponse();
    }

    public override async Task<GetTenantSchemaResponse> GetTenantSchema(GetTenantSchemaRequest request, ServerCallContext context)
    {
        await tenants.GetAsync(request.TenantId, context.CancellationToken);
        TenantSchema schema = await schemas.FindAsync(request.TenantId, context.CancellationToken);
        return schema.Version == request.KnownVersion
            ? new GetTenantSchemaResponse { Schema = new TenantSchema { Version = schema.Version }, NotModified = true }
            : new GetTenantSchemaResponse { Schema = schema };
    }

    public override async Task<ReplaceTenantSchemaResponse> ReplaceTenantSchema(ReplaceTenantSchemaRequest request, ServerCallContext context)
    {
        Mutation by = Mutation.Of(context, request.RequestId, time);
        Tenant tenant = await tenants.GetLiveAsync(request.TenantId, context.CancellationToken);
        bool mayHaveData = await connections.CountAsync(request.TenantId, context.CancellationToken) > 0;
        (TenantSchema schema, bool changed) = await schemas.ReplaceAsync(
            request, by, before => rules.Check(request.Extensions, before, mayHaveData), context.CancellationToken);
        if (!changed) return new ReplaceTenantSchemaResponse { Schema = schema };

        await tenants.UpdateAsync(
            request.TenantId, "", by, updated => updated.SchemaVersion = Math.Max(updated.SchemaVersion, schema.Version), context.CancellationToken);
        await audit.RecordAsync(by, request.TenantId, Target(tenant), ["schema"], context.CancellationToken);
        return new ReplaceTenantSchemaResponse { Schema = schema };
    }

    private static void Become(Tenant tenant, TenantState state)
    {
        TenantStore.RequireLive(tenant);
        tenant.State = state;
    }

    private static string Named(string name) =>
        name.Length is > 0 and <= 200 ? name : throw ScimException.InvalidValue("A tenant's name has 1 to 200 characters.");

    private static TenantLimits? Checked(TenantLimits? limits) =>
        limits is null or { MaxConcurrentRequests: >= 0, MaxUsers: >= 0, MaxGroups: >= 0, MaxConnections: >= 0, RequestsPerSecond: >= 0 }
            ? limits
            : throw ScimException.InvalidValue("A limit is 0 or more.");

    private static AuditTarget Target(Tenant tenant) => new("tenant", tenant.Id, tenant.DisplayName);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex IdPattern();

    private async Task<IReadOnlyList<Tenant>> WithRemovalAsync(IReadOnlyList<Tenant> found, CancellationToken cancellationToken)
    {
        string[] gone = [.. found.Where(tenant => tenant.State is TenantState.Deleting or TenantState.Deleted).Select(tenant => tenant.Id)];
        Dictionary<string, TenantRemoval> progress = await removals.FindAsync(gone, cancellationToken);
        foreach (Tenant tenant in found) tenant.Removal = progress.GetValueOrDefault(tenant.Id);
        return found;
    }

    private async Task<Tenant> UpdateAsync(string tenantId, string ifMatch, string requestId, ServerCallContext context, Action<Tenant> change)
    {
        Mutation by = Mutation.Of(context, requestId, time);
        (Tenant tenant, IReadOnlyList<string> changed) = await tenants.UpdateAsync(tenantId, ifMatch, by, change, context.CancellationToken);
        await audit.RecordAsync(by, tenantId, Target(tenant), changed, context.CancellationToken);
        return tenant;
    }
}
