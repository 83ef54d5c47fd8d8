using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Scim.Gateway.Limits;
using Scim.Gateway.Resources;
using Scim.Protocol.Clients;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Gateway.Endpoints;

/// <summary>The endpoints of one resource type (RFC 7644 sections 3.3 to 3.6).</summary>
internal sealed class ResourceEndpoints(IResourceBackend backend, DeletionGate deletions, IOptions<RequestLimits> limits)
{
    private bool IsOfUsers => backend.Type == ScimResourceTypes.User;

    public async Task CreateAsync(ScimRequest request)
    {
        request.Activity.Begin(ActivityAction.Create, backend.Type);
        request.RequireWrite();
        Projection projection = request.Projection(request.TypeOf(backend));
        IMessage resource = await ReadAsync(request);
        request.Activity.Brings(resource);
        IMessage created = await backend.CreateAsync(
            request.Call(backend, projection, mutates: true), Guid.CreateVersion7().ToString(), resource);
        request.Activity.Done(created);
        await WriteAsync(request, StatusCodes.Status201Created, created, projection);
    }

    public async Task GetAsync(ScimRequest request)
    {
        request.Activity.Reads(backend.Type, request.Id);
        Projection projection = request.Projection(request.TypeOf(backend));
        (IMessage resource, bool notModified) = await backend.GetAsync(
            request.Call(backend, projection), request.Id, request.Http.Request.Headers.IfNoneMatch.ToString());
        if (!notModified)
        {
            await WriteAsync(request, StatusCodes.Status200OK, resource, projection);
            return;
        }

        request.Http.Response.Headers.ETag = ScimResponse.Version(backend.Type, resource);
        request.Http.Response.StatusCode = StatusCodes.Status304NotModified;
    }

    public Task ListAsync(ScimRequest request) => ListAsync(request, QueryParameters.FromUrl(request, limits.Value.MaxFilterLength));

    /// <summary>POST /.search (RFC 7644 section 3.4.3).</summary>
    public async Task SearchAsync(ScimRequest request)
    {
        QueryParameters parameters;
        using (PooledBuffer body = await RequestBody.ReadAsync(request.Http, limits.Value.MaxBodyBytes))
        {
            parameters = QueryParameters.FromBody(body.Written, limits.Value.MaxFilterLength);
            StrictRequests.CheckMessage(body.Written, QueryParameters.Schema, request.Caller.Rules.Tolerated);
        }

        await ListAsync(request, parameters);
    }

    public async Task ReplaceAsync(ScimRequest request)
    {
        request.Activity.Begin(ActivityAction.Update, backend.Type, request.Id);
        request.RequireWrite();
        Projection projection = request.Projection(request.TypeOf(backend));
        IMessage resource = await ReadAsync(request);
        await deletions.RequireAsync(request, resource);
        IMessage replaced = await backend.ReplaceAsync(request.Call(backend, projection, mutates: true), request.Id, resource);
        request.Activity.Done(replaced);
        await WriteAsync(request, StatusCodes.Status200OK, replaced, projection);
    }

    public async Task PatchAsync(ScimRequest request)
    {
        request.Activity.Begin(ActivityAction.Update, backend.Type, request.Id);
        request.RequireWrite();
        Projection projection = request.Projection(request.TypeOf(backend));
        IReadOnlyList<PatchOperation> operations;
        using (PooledBuffer body = await RequestBody.ReadAsync(request.Http, limits.Value.MaxBodyBytes))
        {
            operations = PatchRequest.Read(body.Written.Span);
            StrictRequests.CheckPatch(body.Written, request.TypeOf(backend), request.Caller.Rules.Tolerated);
        }

        request.Activity.Patches(backend.Type, request.Id, operations);
        if (IsOfUsers) await deletions.RequireAsync(request, operations);
        (IMessage patched, bool changed) = await backend.PatchAsync(request.Call(backend, projection, mutates: true), request.Id, operations);
        request.Activity.Done(patched, changed);
        if (!backend.AnswersPatchWithNothing || request.Query("attributes").Length > 0)
        {
            await WriteAsync(request, StatusCodes.Status200OK, patched, projection);
            return;
        }

        request.Http.Response.Headers.ETag = ScimResponse.Version(backend.Type, patched);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task DeleteAsync(ScimRequest request)
    {
        request.Activity.Begin(ActivityAction.Delete, backend.Type, request.Id);
        request.RequireWrite();
        if (IsOfUsers) await deletions.RequireDeleteAsync(request);
        await backend.DeleteAsync(request.Call(backend, Projection.Default, mutates: true), request.Id);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ListAsync(ScimRequest request, QueryParameters parameters)
    {
        request.Activity.Reads(backend.Type);
        StrictRequests.CheckFilter(parameters.Query.Filter, request.TypeOf(backend), request.Caller.Rules.Tolerated);
        Projection projection = parameters.Projection(request.TypeOf(backend));
        var format = new JsonFormat { BaseUrl = request.BaseUrl, Attributes = { parameters.Attributes }, ExcludedAttributes = { parameters.ExcludedAttributes } };
        ResourceList list = await backend.ListAsync(request.Call(backend, projection) with { Json = format }, parameters.Query);
        if (backend is IMemberSource members && projection.Includes(members.Members))
        {
            await new MemberResponse(request, backend, members, projection).WriteListAsync(list.Resources, list.Page);
            return;
        }

        var options = new ScimWriteOptions { BaseUrl = request.BaseUrl, Projection = projection };
        await ScimResponse.WriteAsync(request.Http, StatusCodes.Status200OK, writer => Write(writer, request.TypeOf(backend), list, options));
    }

    private static void Write(Utf8JsonWriter writer, ScimResourceType type, ResourceList list, ScimWriteOptions options)
    {
        if (list.Json.Count > 0) new JsonListWriter(type, options).Write(writer, list);
        else ListResponseWriter.Write(writer, type, list.Resources, list.Page, options);
    }

    private Task WriteAsync(ScimRequest request, int status, IMessage resource, Projection projection) =>
        backend is IMemberSource members && projection.Includes(members.Members)
            ? new MemberResponse(request, backend, members, projection).WriteAsync(status, resource)
            : ScimResponse.WriteAsync(request, status, request.TypeOf(backend), resource, projection);

    private async Task<IMessage> ReadAsync(ScimRequest request)
    {
        using PooledBuffer body = await RequestBody.ReadAsync(request.Http, limits.Value.MaxBodyBytes);
        ScimResourceType type = request.TypeOf(backend);
        IMessage resource = type.CreateResource();
        ScimJsonReader.Read(body.Written.Span, type, resource);
        StrictRequests.CheckResource(body.Written, type, request.Caller.Rules.Tolerated);
        return resource;
    }
}
