using System.Text;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Users.V1;

namespace Scim.Tests.Shared;

/// <summary>Bytes as hostile or broken clients send them: noise, and well-formed requests with bytes changed, lost and doubled.</summary>
internal static class InputGen
{
    private static readonly byte[][] Seeds =
    [
        .. new[]
        {
            """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","active":"True","name":{"givenName":"\u00e9"},"emails":[{"value":"x","type":"work","primary":true}],"roles":["{\"value\":\"1\"}"],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"1","$ref":"../Users/1"}},"x509Certificates":[{"value":"AQI="}],"meta":{"created":"2026-01-02T03:04:05Z"}}""",
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"x"},{"op":"add","value":{"name.givenName":"y","members":[{"value":"1"}]}},{"op":"remove","path":"members","value":[{"value":"2"}]}]}""",
            """userName eq "a\u0041" and (emails[type eq "work" and value co "@"] or not (meta.lastModified gt "2011-05-13T04:42:34Z")) and title pr""",
            """urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq 701984""",
            """addresses[type eq "work"].streetAddress""",
            """{"displayName":"G","members":[{"value":"1","type":"User","$ref":"https://x/Users/1"}],"externalId":null}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[] Telling = [.. "\"\\{}[]():,.$-+eE09tfn\0\x7f"u8, 0x80, 0xC3, 0xED, 0xF4, 0xFF];

    /// <summary>An input of a seed, the same for the same seed.</summary>
    public static byte[] Input(int seed)
    {
        var random = new Random(seed);
        if (random.Next(8) == 0)
        {
            byte[] noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            return noise;
        }

        List<byte> bytes = [.. Seeds[random.Next(Seeds.Length)]];
        for (int i = random.Next(6); i >= 0; i--) Change(bytes, random);
        return [.. bytes];
    }

    /// <summary>Reads an input as everything that the library reads; anything but a <see cref="ScimException"/> comes out.</summary>
    public static void ReadAsEverything(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        Try(() => ScimJsonReader.Read(input, ScimResourceTypes.User, new User()));
        Try(() => ScimJsonReader.Read(input, ScimResourceTypes.Group, new Group()));
        Try(() => PatchApplier.Apply(ScimResourceTypes.User, Sample(), PatchRequest.Read(input)));
        Try(() => FilterEvaluator.Matches(FilterBinder.Bind(FilterParser.Parse(text), ScimResourceTypes.User), Sample()));
        Try(() => AttributePathParser.Parse(text));
        Try(() => AttributeResolver.Find(ScimResourceTypes.User, text));
        var operation = new PatchOperation { Op = PatchOp.Add, Path = text, ValueJson = Google.Protobuf.ByteString.CopyFromUtf8("\"x\"") };
        Try(() => PatchApplier.Apply(ScimResourceTypes.User, Sample(), [operation]));
    }

    private static User Sample() => new() { UserName = "a", Emails = { new Email { Value = "x@y", Type = "work" } } };

    /// <summary>Changes, loses or doubles some of the bytes.</summary>
    public static void Change(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count + 1);
        switch (random.Next(5))
        {
            case 0:
                bytes.Insert(at, Telling[random.Next(Telling.Length)]);
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when at < bytes.Count:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                break;
            case 3 when at < bytes.Count:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                break;
            default:
                byte[] other = Seeds[random.Next(Seeds.Length)];
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 40), other.Length - from)).ToArray());
                break;
        }
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (ScimException)
        {
            // The one answer to bad input.
        }
    }
}
