using System.Buffers;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Bench;

/// <summary>What the request path does with JSON, filters and PATCH, on the user that Entra's default mapping creates.</summary>
[MemoryDiagnoser]
public class ProtocolBenchmarks
{
    private static readonly byte[] Json =
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
         "externalId":"adele.vance","userName":"adele.vance@contoso.com","active":true,"displayName":"Adele Vance","title":"Engineer","preferredLanguage":"en-US",
         "name":{"formatted":"Adele Vance","familyName":"Vance","givenName":"Adele"},"emails":[{"type":"work","value":"adele.vance@contoso.com","primary":true}],
         "addresses":[{"type":"work","formatted":"18/2111","streetAddress":"1 Way","locality":"Seattle","region":"WA","postalCode":"98101","country":"US"}],
         "phoneNumbers":[{"type":"work","value":"+1 206 555 0100"},{"type":"mobile","value":"+1 206 555 0101"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"701984","department":"Engineering","costCenter":"4130","organization":"Contoso"}}
        """u8.ToArray();

    private static readonly ScimWriteOptions Options = new() { BaseUrl = "https://scim.example.com/tenants/contoso/scim/v2" };

    private readonly ArrayBufferWriter<byte> _output = new(8192);
    private readonly User _user = new() { Id = "01a20d95-232a-7ea9-bdc0-ecf0c09ab123", Meta = new Meta { Version = "W/\"1\"" } };
    private readonly PatchOperation[] _replaceTitle = [new() { Op = PatchOp.Replace, Path = "title", ValueJson = ByteString.CopyFromUtf8("\"Lead\"") }];
    private readonly PatchOperation[] _replaceEmail = [new() { Op = PatchOp.Replace, Path = "emails[type eq \"work\"].value", ValueJson = ByteString.CopyFromUtf8("\"n@contoso.com\"") }];
    private BoundFilter _filter = null!;

    [GlobalSetup]
    public void SetUp()
    {
        ScimJsonReader.Read(Json, ScimResourceTypes.User, _user);
        _filter = FilterBinder.Bind(FilterParser.Parse("emails[type eq \"work\" and value co \"contoso\"]"), ScimResourceTypes.User);
    }

    [Benchmark(Description = "read a full user")]
    public User Read()
    {
        var user = new User();
        ScimJsonReader.Read(Json, ScimResourceTypes.User, user);
        return user;
    }

    [Benchmark(Description = "write a full user")]
    public int Write()
    {
        _output.ResetWrittenCount();
        ScimJsonWriter.Write(_output, ScimResourceTypes.User, _user, Options);
        return _output.WrittenCount;
    }

    [Benchmark(Description = "parse and bind userName eq")]
    public BoundFilter ParseLookup() => FilterBinder.Bind(FilterParser.Parse("userName eq \"adele.vance@contoso.com\""), ScimResourceTypes.User);

    [Benchmark(Description = "parse and bind a value path with and, or")]
    public BoundFilter ParseLong() => FilterBinder.Bind(
        FilterParser.Parse("emails[type eq \"work\" and value co \"@contoso.com\"] and (title pr or active eq true)"), ScimResourceTypes.User);

    [Benchmark(Description = "evaluate a value path")]
    public bool Evaluate() => FilterEvaluator.Matches(_filter, _user);

    [Benchmark(Description = "PATCH of title")]
    public PatchResult<User> PatchTitle() => PatchApplier.Apply(ScimResourceTypes.User, _user, _replaceTitle);

    [Benchmark(Description = "PATCH of emails[type eq \"work\"].value")]
    public PatchResult<User> PatchEmail() => PatchApplier.Apply(ScimResourceTypes.User, _user, _replaceEmail);
}
