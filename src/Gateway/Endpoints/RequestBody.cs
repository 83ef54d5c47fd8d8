using System.IO.Pipelines;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Gateway.Endpoints;

/// <summary>Reads the JSON of a request into a pooled buffer.</summary>
internal static class RequestBody
{
    /// <summary>The whole body; dispose it.</summary>
    /// <exception cref="ScimException">413 above the limit; 415 for another type than JSON; 400 invalidSyntax for none, or for what is no text.</exception>
    public static async ValueTask<PooledBuffer> ReadAsync(HttpContext http, int maxBytes)
    {
        RequireJson(http.Request.ContentType);
        if (http.Request.ContentLength > maxBytes) throw TooLarge(maxBytes);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = maxBytes + 1L;

        var buffer = new PooledBuffer((int)(http.Request.ContentLength ?? 4096) + 1);
        try
        {
            PipeReader reader = http.Request.BodyReader;
            while (true)
            {
                ReadResult result = await reader.ReadAsync(http.RequestAborted);
                foreach (ReadOnlyMemory<byte> segment in result.Buffer)
                {
                    if (buffer.Length + segment.Length > maxBytes) throw TooLarge(maxBytes);
                    segment.CopyTo(buffer.GetMemory(segment.Length));
                    buffer.Advance(segment.Length);
                }

                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted) break;
            }

            if (buffer.Length == 0) throw ScimException.InvalidSyntax("The request has no body.");
            JsonUnicode.Require(buffer.Written.Span);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    // application/scim+json and application/json with any parameters; clients that name no type mean JSON.
    private static void RequireJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType)) return;
        bool json = MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            && (string.Equals(type.MediaType, "application/scim+json", StringComparison.OrdinalIgnoreCase)
                || string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase));
        if (!json) throw ScimException.UnsupportedMediaType("The body has to be application/scim+json or application/json.");
    }

    private static ScimException TooLarge(int maxBytes) => ScimException.PayloadTooLarge($"The body is larger than {maxBytes} bytes.");
}
