using Scim.Gateway.Resources;

namespace Scim.Gateway.OpenApi;

/// <summary>What the OpenAPI description says of each endpoint.</summary>
internal static class ScimOperations
{
    private const string AllTypes = "All types";
    private const string Discovery = "Discovery";
    private static readonly string[] Projection = ["attributes", "excludedAttributes"];
    private static readonly string[] Query = ["filter", "sortBy", "sortOrder", "startIndex", "count", "cursor", .. Projection];

    public static ScimOperation Bulk { get; } = new("bulk", AllTypes, "Performs several operations in one request.")
    {
        Body = "BulkRequest",
        Answers = [new(200, "The outcome of each operation.", "BulkResponse")],
        Failures = [400, 413, 415],
    };

    public static ScimOperation Me { get; } = new("me", AllTypes, "Not possible: the token of a connection stands for a client, not for a user.")
    {
        Methods = ["GET", "PUT", "PATCH", "DELETE"],
        Failures = [501],
    };

    public static ScimOperation ListAll { get; } = new("listAll", AllTypes, "Lists resources of all types, by index only and in the order of types and ids.")
    {
        Parameters = ["filter", "startIndex", "count", .. Projection],
        Answers = [new(200, "A page.", "ListResponse")],
        Failures = [400],
    };

    public static ScimOperation SearchAll { get; } = new("searchAll", AllTypes, "Lists resources of all types, with the query in the body.")
    {
        Body = "SearchRequest",
        Answers = [new(200, "A page.", "ListResponse")],
        Failures = [400, 413, 415],
    };

    public static ScimOperation Config { get; } = Discover("getServiceProviderConfig", "Tells the features and limits.", "ServiceProviderConfig");

    public static ScimOperation ListTypes { get; } = Discover("listResourceTypes", "Lists the resource types.", "ResourceTypeList");

    public static ScimOperation GetResourceType { get; } = Discover("getResourceType", "Reads a resource type, by its name.", "ResourceType", 404);

    public static ScimOperation ListSchemas { get; } = Discover("listSchemas", "Lists the schemas, with every attribute.", "SchemaList");

    public static ScimOperation GetSchema { get; } = Discover("getSchema", "Reads a schema, by its URN.", "Schema", 404);

    public static ScimOperation Create(IResourceBackend backend) => new($"create{Name(backend)}", Tag(backend), $"Creates a {Noun(backend)}.")
    {
        Parameters = Projection,
        Body = Name(backend),
        Answers = [new(201, "Created.", Name(backend), "ETag", "Location")],
        Failures = [400, 409, 413, 415],
    };

    public static ScimOperation List(IResourceBackend backend) => new($"list{Tag(backend)}", Tag(backend), $"Lists {Noun(backend)}s.")
    {
        Parameters = Query,
        Answers = [new(200, "A page; an empty one where nothing matches.", $"{Name(backend)}List")],
        Failures = [400],
    };

    public static ScimOperation Search(IResourceBackend backend) => new($"search{Tag(backend)}", Tag(backend), $"Lists {Noun(backend)}s, with the query in the body.")
    {
        Body = "SearchRequest",
        Answers = [new(200, "A page; an empty one where nothing matches.", $"{Name(backend)}List")],
        Failures = [400, 413, 415],
    };

    public static ScimOperation Get(IResourceBackend backend) => new($"get{Name(backend)}", Tag(backend), $"Reads a {Noun(backend)}.")
    {
        Parameters = ["If-None-Match", .. Projection],
        Answers = [new(200, "As it is.", Name(backend), "ETag"), new(304, "The client has this version already.", null, "ETag")],
        Failures = [400, 404],
    };

    public static ScimOperation Replace(IResourceBackend backend) => new($"replace{Name(backend)}", Tag(backend), $"Replaces a {Noun(backend)}; what the body does not name is cleared.")
    {
        Parameters = ["If-Match", .. Projection],
        Body = Name(backend),
        Answers = [new(200, "As it is now.", Name(backend), "ETag")],
        Failures = [400, 404, 409, 412, 413, 415],
    };

    public static ScimOperation Patch(IResourceBackend backend) => new($"patch{Name(backend)}", Tag(backend), $"Changes attributes of a {Noun(backend)}.")
    {
        Parameters = ["If-Match", .. Projection],
        Body = "PatchRequest",
        Answers = backend.AnswersPatchWithNothing
            ? [new(200, "As it is now, where the request has `attributes`.", Name(backend), "ETag"), new(204, "Changed.", null, "ETag")]
            : [new(200, "As it is now.", Name(backend), "ETag")],
        Failures = [400, 404, 409, 412, 413, 415],
    };

    public static ScimOperation Delete(IResourceBackend backend) => new($"delete{Name(backend)}", Tag(backend), $"Deletes a {Noun(backend)}.")
    {
        Parameters = ["If-Match"],
        Answers = [new(204, "Deleted.")],
        Failures = [404, 412],
    };

    private static ScimOperation Discover(string id, string summary, string schema, params int[] failures) => new(id, Discovery, summary)
    {
        Answers = [new(200, "What there is.", schema)],
        Failures = failures,
    };

    private static string Name(IResourceBackend backend) => backend.Type.Name;

    private static string Noun(IResourceBackend backend) => Name(backend).ToLowerInvariant();

    private static string Tag(IResourceBackend backend) => backend.Type.Endpoint[1..];
}
