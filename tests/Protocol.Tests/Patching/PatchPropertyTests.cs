using System.Text;
using CsCheck;
using Google.Protobuf;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Filters;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Patching;

public sealed class PatchPropertyTests
{
    private const string Ext = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly string[] Paths =
    [
        "title", "active", "name.givenName", "name.familyName", "emails", "addresses", "roles", "x509Certificates",
        $"{Ext}:department", $"{Ext}:manager", "profileUrl", "name", Ext,
    ];

    private static readonly Gen<string> Text = FilterGen.OneOfConst("\"a\"", "\"B\"", "\"é\"", "\"1\"");

    private static readonly Gen<string> Element = Gen.Select(Text, FilterGen.OneOfConst("work", "home"), Gen.Bool, (value, type, display) =>
        $$"""{"value":{{value}},"type":"{{type}}"{{(display ? ",\"display\":\"d\"" : "")}}}""");

    private static readonly Gen<string> Loose = Gen.OneOf(
        Text,
        FilterGen.OneOfConst("true", "\"False\"", "null", "\"\"", "[]", "{}", "1", "1.5", "[1]", "{\"a\":1}", "[null]", "\"{\\\"value\\\":\\\"1\\\"}\""),
        Element,
        Element.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
        Gen.Select(Text, Text, (given, mail) =>
            $$"""{"name.givenName":{{given}},"emails":[{"value":{{mail}},"primary":true}],"emails[type eq \"work\"].primary":true,"{{Ext}}:department":""}"""));

    private static readonly Gen<PatchOperation> Operation = Gen.Select(
        FilterGen.OneOfConst(PatchOp.Add, PatchOp.Replace, PatchOp.Remove),
        Gen.OneOf(
            FilterGen.OneOfConst(
            [
                "", "emails[type eq \"work\"]", "emails[type eq \"work\"].value", "emails[primary eq true].primary", "emails.primary",
                "emails[value co \"a\"].type", "userName", "id", "password", "schemas", "roles[primary eq \"True\"].display", .. Paths,
            ]),
            FilterGen.Noise),
        Loose,
        (op, path, value) => new PatchOperation { Op = op, Path = path, ValueJson = ByteString.CopyFromUtf8(value) });

    [Fact]
    public void Apply_ThenTheInverse_Restores()
    {
        Gen<(string Path, string? Before, string? After)> change = Gen.Select(
            Gen.Int[0, Paths.Length - 1], Gen.Bool, Gen.Bool, Gen.Int[0, 1_000], (index, before, after, seed) =>
                (Paths[index], before ? Value(Paths[index], seed) : null, after ? Value(Paths[index], seed / 2) : null));

        change.Array[1, 6].Sample(drawn =>
        {
            // One change an attribute, and none of another that contains it.
            (string Path, string? Before, string? After)[] changes = [.. drawn.DistinctBy(item => Family(item.Path))];
            User before = Apply(new User { UserName = "u" }, changes.Select(item => To(item.Path, item.Before)));
            User after = Apply(before, changes.Select(item => To(item.Path, item.After)));
            User restored = Apply(after, changes.Reverse().SelectMany(item => new[] { To(item.Path, null), To(item.Path, item.Before) }));
            Assert.Equal(before, restored);
        }, iter: 3_000);
    }

    [Fact]
    public void Apply_AnyOperation_ThrowsNothingButScimExceptionAndKeepsTheRules()
    {
        Operation.Array[1, 4].Sample(operations =>
        {
            User user = Apply(new User { UserName = "u", Id = "1" }, [To("emails", Value("emails", 5)), To("roles", Value("roles", 3)), To("active", "true")]);
            User untouched = user.Clone();
            try
            {
                PatchResult<User> result = PatchApplier.Apply(ScimResourceTypes.User, user, operations);
                Assert.True(result.Resource.HasUserName);
                Assert.Equal("1", result.Resource.Id);
                Assert.True(result.Resource.Emails.Count(email => email.Primary) <= 1);
                Assert.True(result.Resource.Roles.Count(role => role.Primary) <= 1);
                Assert.Equal(result.IsChanged, !result.Resource.Equals(untouched));
            }
            catch (ScimException error)
            {
                Assert.InRange(error.Status, 400, 413);
            }

            Assert.Equal(untouched, user);
        }, iter: 10_000);
    }

    [Fact]
    public void Read_AnyBytes_ThrowsNothingButScimException()
    {
        Gen<byte[]> damaged = Gen.Select(Gen.Byte, Gen.Int[0, 90], (value, position) =>
        {
            byte[] json = Encoding.UTF8.GetBytes("""{"Operations":[{"op":"add","path":"emails[type eq \"work\"].value","value":{"a":"\u0041"}}]}""");
            json[position] = value;
            return json;
        });
        Gen.OneOf(Gen.Byte.Array[0, 60], damaged).Sample(bytes =>
        {
            try
            {
                PatchApplier.Apply(ScimResourceTypes.User, new User { UserName = "u" }, PatchRequest.Read(bytes));
            }
            catch (ScimException)
            {
            }
        }, iter: 10_000);
    }

    private static string Family(string path) => path == "name" || path.StartsWith("name.", StringComparison.Ordinal) ? "name"
        : path.StartsWith(Ext, StringComparison.Ordinal) ? Ext : path;

    private static string Value(string path, int seed) => path switch
    {
        "active" => seed % 2 == 0 ? "true" : "\"False\"",
        "name" => $$"""{"givenName":"g{{seed}}"}""",
        Ext => $$"""{"manager":{"value":"m"},"department":"d{{seed}}"}""",
        "x509Certificates" => """[{"value":"AAAA"}]""",
        "emails" or "roles" => $$"""[{"value":"v{{seed}}","type":"work","primary":true},{"value":"w","type":"t{{seed % 3}}"}]""",
        "addresses" => $$"""[{"locality":"l{{seed}}","type":"work"},{"locality":"k"}]""",
        _ => $"\"{seed}\"",
    };

    private static PatchOperation To(string path, string? value) => new()
    {
        Op = value is null ? PatchOp.Remove : PatchOp.Replace,
        Path = path,
        ValueJson = value is null ? ByteString.Empty : ByteString.CopyFromUtf8(value),
    };

    private static User Apply(User user, IEnumerable<PatchOperation> operations) =>
        PatchApplier.Apply(ScimResourceTypes.User, user, operations).Resource;
}
