using System.Text.Json;
using Google.Protobuf;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Endpoints;

/// <summary>Writes answers: JSON with its length, ETag and Location.</summary>
internal static class ScimResponse
{
    public const string MediaType = "application/scim+json";

    /// <summary>One resource.</summary>
    public static Task WriteAsync(ScimRequest request, int status, ScimResourceType type, IMessage resource, Projection projection)
    {
        SetHeaders(request, status, type, resource);
        var options = new ScimWriteOptions { BaseUrl = request.BaseUrl, Projection = projection };
        return WriteAsync(request.Http, status, writer => ScimJsonWriter.Write(writer, type, resource, options));
    }

    /// <summary>ETag, Content-Location and, of a new one, Location of a resource.</summary>
    public static void SetHeaders(ScimRequest request, int status, ScimResourceType type, IMessage resource)
    {
        HttpResponse response = request.Http.Response;
        if (Version(type, resource) is { Length: > 0 } version) response.Headers.ETag = version;
        string location = Location(request, type, resource);
        response.Headers.ContentLocation = location; // RFC 7643 section 3.1: the same as meta.location
        if (status == StatusCodes.Status201Created) response.Headers.Location = location;
    }

    /// <summary>Any JSON.</summary>
    public static async Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, ScimJsonWriter.WriterOptions))
        {
            write(writer);
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = MediaType;
        http.Response.ContentLength = buffer.Length;
        await http.Response.BodyWriter.WriteAsync(buffer.Written, http.RequestAborted);
    }

    /// <summary>A resource's version, which is its ETag.</summary>
    public static string Version(ScimResourceType type, IMessage resource) =>
        type.Meta.Accessor.GetValue(resource) is { } meta ? type.Meta.SubAttributes.Find("version")!.Accessor.GetString(meta) : "";

    private static string Location(ScimRequest request, ScimResourceType type, IMessage resource) =>
        string.Concat(request.BaseUrl, type.Endpoint, "/", type.Id.Accessor.GetString(resource));
}
