using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Scim.Gateway.Endpoints;
using Scim.Gateway.Limits;
using Scim.Protocol.Clients;

namespace Scim.Gateway.Bulk;

/// <summary>POST /Bulk (RFC 7644 section 3.7).</summary>
internal sealed class BulkEndpoint(BulkPerformer performer, TrafficGate traffic, IOptions<BulkLimits> limits)
{
    public async Task HandleAsync(ScimRequest request)
    {
        request.RequireWrite();
        BulkRequest bulk;
        using (PooledBuffer body = await RequestBody.ReadAsync(request.Http, limits.Value.MaxPayloadSize))
        {
            bulk = BulkRequest.Read(body.Written, limits.Value.MaxOperations);
            StrictRequests.CheckMessage(body.Written, BulkRequest.Schema, request.Caller.Rules.Tolerated);
        }

        await traffic.CountAsync(request.Caller, bulk.Operations.Count - 1, request.Http.RequestAborted);
        IReadOnlyList<BulkResult?> results = await new BulkRun(request, bulk, performer, limits.Value.Concurrency).RunAsync();
        await ScimResponse.WriteAsync(request.Http, StatusCodes.Status200OK, writer => Write(writer, bulk, results));
    }

    private static void Write(Utf8JsonWriter writer, BulkRequest bulk, IReadOnlyList<BulkResult?> results)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("schemas"u8);
        writer.WriteStringValue("urn:ietf:params:scim:api:messages:2.0:BulkResponse"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("Operations"u8);
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i] is { } result) Write(writer, bulk.Operations[i], result);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BulkOperation operation, BulkResult result)
    {
        writer.WriteStartObject();
        if (result.Location.Length > 0) writer.WriteString("location"u8, result.Location);
        writer.WriteString("method"u8, operation.Method);
        if (operation.BulkId.Length > 0) writer.WriteString("bulkId"u8, operation.BulkId);
        if (result.Version.Length > 0) writer.WriteString("version"u8, result.Version);
        writer.WriteString("status"u8, result.Status.ToString(CultureInfo.InvariantCulture));
        if (!result.Error.IsEmpty)
        {
            writer.WritePropertyName("response"u8);
            writer.WriteRawValue(result.Error.Span);
        }

        writer.WriteEndObject();
    }
}
