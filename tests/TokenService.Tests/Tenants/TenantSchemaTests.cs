using Google.Protobuf;
using Grpc.Core;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.Tests.Tenants;

/// <summary>Tenants' own schemas: read strictly, changed by loosening and adding only, versioned, and in the audit log.</summary>
public sealed class TenantSchemaTests(TokenServiceFixture fixture) : IClassFixture<TokenServiceFixture>, IAsyncLifetime
{
    private const string Urn = "urn:example:hr:1.0:User";

    private const string First = """
        {"name":"badge","caseExact":true},{"name":"grade","type":"integer","required":true,"mutability":"immutable"},{"name":"pin","mutability":"writeOnly","returned":"never"},
        {"name":"office","type":"complex","subAttributes":[{"name":"city"}]}
        """;

    private readonly string _tenant = "t" + Guid.NewGuid().ToString("N")[..12];
    private readonly TenantService.TenantServiceClient _tenants = new(fixture.Host.As());
    private readonly ConnectionService.ConnectionServiceClient _connections = new(fixture.Host.As());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _tenants.CreateTenantAsync(
        new CreateTenantRequest { TenantId = _tenant, RequestId = NewId(), Tenant = new Tenant { DisplayName = "T" } }, cancellationToken: Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Replace_OfSchemas_RaisesTheVersionOfSchemasAndTenant()
    {
        TenantSchema first = (await ReplaceAsync(Extension(First))).Schema;
        TenantSchema second = (await ReplaceAsync(Extension(First), Extension("""{"name":"cost"}""", "urn:example:cost:1.0:Group", "Group"))).Schema;
        TenantSchema same = (await ReplaceAsync([.. second.Extensions])).Schema;

        Assert.Equal((1, 2, 2), (first.Version, second.Version, same.Version));
        Assert.Equal(2, (await _tenants.GetTenantAsync(new GetTenantRequest { TenantId = _tenant }, cancellationToken: Cancel)).Tenant.SchemaVersion);
        GetTenantSchemaResponse known = await ReadAsync(2);
        Assert.True(known.NotModified);
        Assert.Empty(known.Schema.Extensions);
        Assert.Equal(second, (await ReadAsync(1)).Schema);
    }

    [Fact]
    public async Task Replace_ByARetry_ChangesNothingMore()
    {
        var request = new ReplaceTenantSchemaRequest { TenantId = _tenant, RequestId = NewId(), Extensions = { Extension(First) } };

        await _tenants.ReplaceTenantSchemaAsync(request, cancellationToken: Cancel);
        ReplaceTenantSchemaResponse again = await _tenants.ReplaceTenantSchemaAsync(request, cancellationToken: Cancel);

        Assert.Equal(1, again.Schema.Version);
        AuditRecord record = Assert.Single(await AuditAsync(), item => item.Action == "ReplaceTenantSchema");
        Assert.Equal((_tenant, "tests", "schema"), (record.TargetId, record.Actor, Assert.Single(record.ChangedFields)));
    }

    [Fact]
    public async Task Replace_OfAnotherVersion_IsRefused()
    {
        await ReplaceAsync(Extension(First));
        var request = new ReplaceTenantSchemaRequest { TenantId = _tenant, RequestId = NewId(), ExpectedVersion = 0, Extensions = { Extension(First + ""","x":1""") } };

        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => _tenants.ReplaceTenantSchemaAsync(request, cancellationToken: Cancel).ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Replace_ThatLoosensAndAdds_IsTaken()
    {
        await ReplaceAsync(Extension(First));

        ReplaceTenantSchemaResponse replaced = await ReplaceAsync(Extension(
            """
            {"name":"Badge","caseExact":true,"returned":"request","description":"d","canonicalValues":["A"]},{"name":"grade","type":"integer"},{"name":"pin","mutability":"writeOnly","returned":"never"},
            {"name":"office","type":"complex","subAttributes":[{"name":"city"},{"name":"floor","type":"integer"}]},{"name":"team","multiValued":true}
            """,
            indexed: "badge"));

        Assert.Equal(2, replaced.Schema.Version);
    }

    [Theory]
    [InlineData("", "badge cannot be removed", "grade cannot be removed", "office cannot be removed")]
    [InlineData("""{"name":"badge","type":"integer","multiValued":true}""", "badge cannot become of another type", "badge cannot change multiValued", "badge cannot change caseExact")]
    [InlineData("""{"name":"badge","caseExact":true,"required":true,"mutability":"readOnly"}""", "badge: what is required cannot be readOnly")]
    [InlineData("""{"name":"badge","caseExact":true,"required":true,"mutability":"immutable","returned":"never"}""", "badge cannot become required", "badge cannot change its mutability", "badge cannot change its returned")]
    [InlineData("""{"name":"pin","mutability":"readWrite"}""", "pin cannot change its mutability", "pin cannot change its returned")]
    [InlineData("""{"name":"office","type":"complex","subAttributes":[{"name":"town","required":true}]}""", "office.city cannot be removed", "office.town cannot be added as required")]
    [InlineData("""{"name":"team","required":true}""", "team cannot be added as required")]
    public async Task Replace_ThatTightens_IsRefusedWithEveryFailure(string attributes, params string[] failures)
    {
        await ReplaceAsync(Extension(First));

        RpcException error = await RefusedAsync(Extension(attributes.Length > 0 ? attributes : """{"name":"other"}"""));

        Assert.All(failures, failure => Assert.Contains(failure, error.Status.Detail, StringComparison.Ordinal));
        Assert.Equal(1, (await ReadAsync(0)).Schema.Version);
    }

    [Fact]
    public async Task Replace_WithoutAnExtensionThatThereIs_IsRefused()
    {
        await ReplaceAsync(Extension(First));

        Assert.Contains($"{Urn} cannot be removed", (await RefusedAsync()).Status.Detail, StringComparison.Ordinal);
        Assert.Contains("stays an extension of the resource type User", (await RefusedAsync(Extension(First, type: "Group"))).Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_WithEverythingWrong_TellsAllTogether()
    {
        SchemaExtension wrongId = Extension(First, "urn:example:other");
        wrongId.Urn = Urn;
        RpcException error = await RefusedAsync(
            wrongId,
            Extension("""{"name":"a"}""", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"),
            Extension("""{"name":"b","type":"text"}""", "urn:example:b"),
            Extension("""{"name":"c"}""", "urn:example:c", "Device"),
            Extension("""{"name":"d"}""", "urn:example:d", indexed: "e"));

        foreach (string part in (string[])["the id of the definition is", "enterprise:2.0:User is a schema of every tenant", "\"text\" is none of", "urn:example:c: an extension is of", "e is to be indexed"])
        {
            Assert.Contains(part, error.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Replace_WithARequiredExtension_IsTakenBeforeThereIsAConnection()
    {
        SchemaExtension required = Extension(First), late = Extension("""{"name":"x"}""", "urn:example:late");
        required.Required = late.Required = true;

        await ReplaceAsync(required);
        await ConnectAsync([]);

        Assert.Contains("urn:example:late cannot be required", (await RefusedAsync(required, late)).Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_ThatMatchesByAnExtension_NeedsTheExtension()
    {
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(() => ConnectAsync([$"{Urn}:badge"]));
        await ReplaceAsync(Extension(First));

        await ConnectAsync([$"{Urn}:badge"]);

        Assert.Equal(StatusCode.InvalidArgument, unknown.StatusCode);
    }

    [Fact]
    public async Task Replace_OfTwoTenants_IsOfEachAlone()
    {
        string other = _tenant + "b";
        await _tenants.CreateTenantAsync(new CreateTenantRequest { TenantId = other, RequestId = NewId(), Tenant = new Tenant { DisplayName = "T" } }, cancellationToken: Cancel);

        await ReplaceAsync(Extension(First));
        await _tenants.ReplaceTenantSchemaAsync(
            new ReplaceTenantSchemaRequest { TenantId = other, RequestId = NewId(), Extensions = { Extension("""{"name":"badge","type":"integer"}""") } }, cancellationToken: Cancel);

        Assert.Contains("caseExact", (await ReadAsync(0)).Schema.Extensions[0].DefinitionJson.ToStringUtf8(), StringComparison.Ordinal);
    }

    private static SchemaExtension Extension(string attributes, string urn = Urn, string type = "User", string? indexed = null)
    {
        var extension = new SchemaExtension { Urn = urn, ResourceType = type, DefinitionJson = ByteString.CopyFromUtf8($$"""{"id":"{{urn}}","attributes":[{{attributes}}]}""") };
        if (indexed is not null) extension.IndexedAttributes.Add(indexed);
        return extension;
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private async Task<ReplaceTenantSchemaResponse> ReplaceAsync(params SchemaExtension[] extensions) => await _tenants.ReplaceTenantSchemaAsync(
        new ReplaceTenantSchemaRequest { TenantId = _tenant, RequestId = NewId(), Extensions = { extensions } }, cancellationToken: Cancel);

    private async Task<RpcException> RefusedAsync(params SchemaExtension[] extensions)
    {
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => ReplaceAsync(extensions));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        return error;
    }

    private async Task<GetTenantSchemaResponse> ReadAsync(long known) =>
        await _tenants.GetTenantSchemaAsync(new GetTenantSchemaRequest { TenantId = _tenant, KnownVersion = known }, cancellationToken: Cancel);

    private async Task ConnectAsync(string[] matching) => await _connections.CreateConnectionAsync(
        new CreateConnectionRequest
        {
            TenantId = _tenant,
            Id = NewId(),
            RequestId = NewId(),
            Connection = new Connection { DisplayName = "c", ClientProfile = ClientProfile.Entra, UserMatchingAttributes = { matching } },
        },
        cancellationToken: Cancel);

    private async Task<IEnumerable<AuditRecord>> AuditAsync() =>
        (await new ActivityService.ActivityServiceClient(fixture.Host.As()).ListAuditAsync(new ListAuditRequest { TenantId = _tenant }, cancellationToken: Cancel)).Records;
}
