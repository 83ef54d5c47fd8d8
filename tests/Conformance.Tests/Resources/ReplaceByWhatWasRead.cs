using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Scim.Conformance.Tests.Cases;
using Scim.Conformance.Tests.Runs;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;
using Scim.Tests.Shared;

namespace Scim.Conformance.Tests.Resources;

/// <summary>Clients that read a resource and replace it by what they read (RFC 7644 section 3.5.1).</summary>
internal static class ReplaceByWhatWasRead
{
    private const int Users = 60;

    [Requirement("rfc7644/3.5.1/put-of-what-was-read", "MUST", "A PUT of what a GET answered changes nothing, whatever the resource has: no attribute, no version, no modify timestamp.")]
    public static async Task ChangesNothing(CaseTenant tenant, CancellationToken cancel)
    {
        for (ulong seed = 0; seed < Users; seed++)
        {
            User user = ResourceGen.User.Generate(new PCG(2, seed), null, out _);
            user.UserName = $"{user.UserName}{seed}";
            MakeValid(ScimResourceTypes.User.Attributes, user);
            using HttpResponseMessage created = await SendAsync(tenant, HttpMethod.Post, "Users", Json(user), HttpStatusCode.Created, cancel);
            string location = created.Headers.Location!.ToString();

            byte[] read = await tenant.Client.GetByteArrayAsync(location, cancel);
            using HttpResponseMessage replaced = await SendAsync(tenant, HttpMethod.Put, location, read, HttpStatusCode.OK, cancel);

            byte[] answered = await replaced.Content.ReadAsByteArrayAsync(cancel), again = await tenant.Client.GetByteArrayAsync(location, cancel);
            if (!answered.AsSpan().SequenceEqual(read) || !again.AsSpan().SequenceEqual(read))
            {
                throw new CaseFailure($"User {seed} was\n{Encoding.UTF8.GetString(read)}\nand is\n{Encoding.UTF8.GetString(again)}");
            }
        }
    }

    // What is random may have two primary values, references that are no URIs, and managers who are not there.
    private static void MakeValid(IEnumerable<ScimAttribute> attributes, object owner)
    {
        foreach (ScimAttribute attribute in attributes.Where(attribute => attribute.IsWritable && attribute.Accessor.IsAssigned(owner)))
        {
            if (attribute.Type == AttributeType.Reference) attribute.Accessor.SetString(owner, "https://example.com/" + Uri.EscapeDataString(attribute.Accessor.GetString(owner)));
            else if (attribute.Name == "manager") attribute.Accessor.Clear(owner);
            else if (attribute.Type == AttributeType.Complex) MakeValidValues(attribute, owner);
        }
    }

    private static void MakeValidValues(ScimAttribute attribute, object owner)
    {
        if (!attribute.MultiValued)
        {
            MakeValid(attribute.SubAttributes, attribute.Accessor.GetValue(owner)!);
            return;
        }

        for (int i = 0; i < attribute.Accessor.GetCount(owner); i++)
        {
            object item = attribute.Accessor.GetItem(owner, i);
            MakeValid(attribute.SubAttributes, item);
            if (i > 0) attribute.Primary?.Accessor.Clear(item);
        }
    }

    private static byte[] Json(User user)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) ScimJsonWriter.Write(writer, ScimResourceTypes.User, user, new ScimWriteOptions { BaseUrl = "https://example.com" });
        return buffer.ToArray();
    }

    private static async Task<HttpResponseMessage> SendAsync(
        CaseTenant tenant, HttpMethod method, string target, byte[] json, HttpStatusCode expected, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, target) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        HttpResponseMessage response = await tenant.Client.SendAsync(request, cancel);
        if (response.StatusCode == expected) return response;
        throw new CaseFailure($"{method} {target} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel)}\n{Encoding.UTF8.GetString(json)}");
    }
}
