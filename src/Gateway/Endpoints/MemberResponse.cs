using System.Text.Json;
using Google.Protobuf;
using Scim.Gateway.Resources;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;

namespace Scim.Gateway.Endpoints;

/// <summary>
/// Writes resources with their members while these are read, so that a group of a million costs no more memory than one
/// of ten, and a slow client slows only itself. What fails before the first byte is an error as any other; after it the
/// connection is aborted, so that nobody takes half a list for a whole one.
/// </summary>
internal sealed class MemberResponse(ScimRequest request, IResourceBackend backend, IMemberSource source, Projection projection)
{
    private const int FlushBytes = 32 * 1024;

    private readonly ScimWriteOptions _options = new() { BaseUrl = request.BaseUrl, Projection = projection };
    private readonly ScimResourceType _type = request.TypeOf(backend);
    private readonly ResourceCall _call = request.Call(backend, projection);

    /// <summary>One resource.</summary>
    public Task WriteAsync(int status, IMessage resource)
    {
        ScimResponse.SetHeaders(request, status, _type, resource);
        return RunAsync(status, async (writer, buffer) => await WriteResourceAsync(writer, buffer, resource));
    }

    /// <summary>A page of resources.</summary>
    public Task WriteListAsync(IReadOnlyList<IMessage> resources, ListPage page) => RunAsync(StatusCodes.Status200OK, async (writer, buffer) =>
    {
        ListResponseWriter.WriteOpen(writer, resources.Count, page);
        foreach (IMessage resource in resources) await WriteResourceAsync(writer, buffer, resource);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private async Task RunAsync(int status, Func<Utf8JsonWriter, PooledBuffer, Task> write)
    {
        HttpResponse response = request.Http.Response;
        using var buffer = new PooledBuffer(FlushBytes * 2);
        using var writer = new Utf8JsonWriter(buffer, ScimJsonWriter.WriterOptions);
        (response.StatusCode, response.ContentType) = (status, ScimResponse.MediaType);
        await write(writer, buffer);
        writer.Flush();
        if (!response.HasStarted) response.ContentLength = buffer.Length;
        await response.BodyWriter.WriteAsync(buffer.Written, request.Http.RequestAborted);
    }

    private async Task WriteResourceAsync(Utf8JsonWriter writer, PooledBuffer buffer, IMessage resource)
    {
        ScimJsonWriter.WriteOpen(writer, _type, resource, _options);
        bool any = false;
        await foreach (IReadOnlyList<Member> members in source.ReadMembersAsync(_call, _type.Id.Accessor.GetString(resource)))
        {
            foreach (Member member in members)
            {
                if (!any) writer.WriteStartArray(source.Members.EncodedName);
                any = true;
                ScimJsonWriter.WriteComplex(writer, source.Members, member, _options);
            }

            await FlushAsync(writer, buffer);
        }

        if (any) writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private async Task FlushAsync(Utf8JsonWriter writer, PooledBuffer buffer)
    {
        if (buffer.Length + writer.BytesPending < FlushBytes) return;
        writer.Flush();
        await request.Http.Response.BodyWriter.WriteAsync(buffer.Written, request.Http.RequestAborted);
        buffer.Clear();
    }
}
