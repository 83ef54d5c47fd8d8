using Google.Protobuf;
using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.Tests.Shared;

namespace Scim.Extensions.Tests;

/// <summary>The whole system with an extension of all tenants; tenants with extensions of their own are made by the tests.</summary>
public sealed class ExtendedTenants : IAsyncLifetime
{
    /// <summary>The URN that tenants use, each with attributes of its own.</summary>
    public const string Hr = "urn:example:params:scim:schemas:hr:1.0:User";

    /// <summary>The extension of all tenants.</summary>
    public const string Site = "urn:example:params:scim:schemas:site:1.0:User";

    /// <summary>An extension of groups.</summary>
    public const string Cost = "urn:example:params:scim:schemas:cost:1.0:Group";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Schemas:Extensions:0:Definition"] = $$"""{"id":"{{Site}}","name":"Site","attributes":[{"name":"building"}]}""",
        ["Schemas:Extensions:0:Indexed:0"] = "building",
    };

    private int _tenants;

    public InProcessSystem System { get; private set; } = null!;

    public async ValueTask InitializeAsync() => System = await InProcessSystem.StartAsync(TestContext.Current.CancellationToken, settings: Settings);

    public ValueTask DisposeAsync() => System.DisposeAsync();

    /// <summary>A way to a package's service as an operator, or as somebody else.</summary>
    public CallInvoker Invoker(string package, CallerKind kind = CallerKind.Operator) => System.Invoker(package).As(
        new CallerAssertion { Kind = kind, Scope = Scope.Write, Actor = "tests", TenantId = kind == CallerKind.Product ? "*" : "" }, System.Keys);

    /// <summary>A new tenant with these extensions.</summary>
    public async Task<ExtendedTenant> NewAsync(params SchemaExtension[] extensions)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string id = $"t{Interlocked.Increment(ref _tenants)}-{Environment.ProcessId}";
        string token = await System.NewTenantAsync(id, new Connection { DisplayName = "x", ClientProfile = ClientProfile.Entra }, cancel);
        var tenant = new ExtendedTenant(this, id, token);
        if (extensions.Length > 0) await tenant.ReplaceSchemaAsync(extensions);
        return tenant;
    }

    /// <summary>An extension by the JSON of its attributes.</summary>
    public static SchemaExtension Extension(string attributes, string urn = Hr, string type = "User", params string[] indexed) => new()
    {
        Urn = urn,
        ResourceType = type,
        DefinitionJson = ByteString.CopyFromUtf8($$"""{"id":"{{urn}}","name":"{{type}} X","description":"An extension.","attributes":[{{attributes}}]}"""),
        IndexedAttributes = { indexed },
    };
}
