using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Scim.Gateway.Resources;
using Scim.Protocol.Clients;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.Endpoints;

/// <summary>
/// Queries over all resource types (RFC 7644 sections 3.4.2.1 and 3.4.3): first the users, then the groups, paged by
/// index as one list. A type that does not have an attribute of the filter has no matches. Members are not listed here.
/// </summary>
internal sealed class RootEndpoints(IEnumerable<IResourceBackend> backends, IOptions<RequestLimits> limits)
{
    private const int DefaultCount = 100;
    private const int MostResults = 1_000;

    public Task ListAsync(ScimRequest request) => WriteAsync(request, QueryParameters.FromUrl(request, limits.Value.MaxFilterLength));

    public async Task SearchAsync(ScimRequest request)
    {
        QueryParameters parameters;
        using (PooledBuffer body = await RequestBody.ReadAsync(request.Http, limits.Value.MaxBodyBytes))
        {
            parameters = QueryParameters.FromBody(body.Written, limits.Value.MaxFilterLength);
            StrictRequests.CheckMessage(body.Written, QueryParameters.Schema, request.Caller.Rules.Tolerated);
        }

        await WriteAsync(request, parameters);
    }

    /// <summary>/Me: a connection's token stands for no user (RFC 7644 section 3.11).</summary>
    public static Task MeAsync(ScimRequest request) =>
        throw ScimException.NotImplemented($"{request.Http.Request.Method} /Me: the token stands for a provisioning client, not for a user.");

    private async Task WriteAsync(ScimRequest request, QueryParameters parameters)
    {
        ListQuery query = parameters.Query;
        if (query.HasCursor) throw ScimException.InvalidCursor("Queries over all types are paged by startIndex.");
        if (query.SortBy.Length > 0) throw ScimException.InvalidPath("Queries over all types have the order of types and ids.");

        int start = Math.Max(1, query.StartIndex);
        int count = query.HasCount ? Math.Min(query.Count, MostResults) : DefaultCount;
        var found = new List<(IResourceBackend Backend, IMessage Resource, Projection Projection)>();
        long total = 0;
        ScimException? refusal = null;
        bool answered = false;
        foreach (IResourceBackend backend in backends)
        {
            StrictRequests.CheckFilter(query.Filter, request.TypeOf(backend), request.Caller.Rules.Tolerated);
            Projection projection = Without(request, backend, parameters);
            var own = new ListQuery { Filter = query.Filter, StartIndex = (int)Math.Max(1, start - total), Count = count - found.Count };
            try
            {
                ResourceList list = await backend.ListAsync(request.Call(backend, projection), own);
                found.AddRange(list.Resources.Select(resource => (backend, resource, projection)));
                total += list.Page.TotalResults;
                answered = true;
            }
            catch (Exception error) when (Refusal(error) is { } known)
            {
                refusal = known;
            }
        }

        if (!answered && refusal is not null) throw refusal;
        await ScimResponse.WriteAsync(request.Http, StatusCodes.Status200OK, writer => Write(writer, request, found, start, total));
    }

    private static ScimException? Refusal(Exception error)
    {
        ScimException? known = error as ScimException ?? (error is Grpc.Core.RpcException rpc ? RpcErrors.ToScimException(rpc) : null);
        return known is { Type: ScimErrorType.InvalidFilter } ? known : null;
    }

    private static void Write(
        Utf8JsonWriter writer, ScimRequest request, List<(IResourceBackend Backend, IMessage Resource, Projection Projection)> found, int start, long total)
    {
        ListResponseWriter.WriteOpen(writer, found.Count, new ListPage { StartIndex = start, TotalResults = total });
        foreach ((IResourceBackend backend, IMessage resource, Projection projection) in found)
        {
            ScimJsonWriter.Write(writer, request.TypeOf(backend), resource, new ScimWriteOptions { BaseUrl = request.BaseUrl, Projection = projection });
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Projection Without(ScimRequest request, IResourceBackend backend, QueryParameters parameters) => backend is IMemberSource members
        ? Projection.Create(request.TypeOf(backend), parameters.Attributes, [.. parameters.ExcludedAttributes, members.Members.Name])
        : parameters.Projection(request.TypeOf(backend));
}
