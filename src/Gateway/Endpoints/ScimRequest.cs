using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Scim.Gateway.ProvisioningLog;
using Scim.Gateway.Authentication;
using Scim.Gateway.Limits;
using Scim.Gateway.Resources;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Schema.V1;
using Scim.ServiceDefaults.Callers;

namespace Scim.Gateway.Endpoints;

/// <summary>A SCIM request whose caller is known.</summary>
internal sealed class ScimRequest(HttpContext http, ScimCaller caller, string baseUrl, CallerKeys keys)
{
    /// <summary>The header that names a request in both directions, for support.</summary>
    public const string RequestIdHeader = "X-Request-Id";

    public HttpContext Http => http;

    /// <summary>What the provisioning log is to say of the request.</summary>
    public ActivityNote Activity { get; } = new();

    public ScimCaller Caller => caller;

    /// <summary>The absolute URL of the endpoints that the client uses, without a slash at its end.</summary>
    public string BaseUrl => baseUrl;

    /// <summary>The <c>{id}</c> of the route.</summary>
    public string Id => (string)http.Request.RouteValues["id"]!;

    /// <summary>A query parameter; empty where it is missing.</summary>
    public string Query(string name) => http.Request.Query[name].ToString();

    /// <summary>Refuses a token that may only read, and a connection that is on hold.</summary>
    /// <exception cref="ScimException">403; 503 while the deletion guard holds the connection.</exception>
    public void RequireWrite()
    {
        if (!caller.MayWrite)
        {
            http.Response.Headers.WWWAuthenticate = BearerChallenge.InsufficientScope;
            throw ScimException.Forbidden("The token may only read.");
        }

        if (caller.IsHeld) throw DeletionGate.Held();
    }

    /// <summary>A backend's type as the caller's tenant has it.</summary>
    public ScimResourceType TypeOf(IResourceBackend backend) => caller.Types.Of(backend.Type);

    /// <summary>What the answer is to contain.</summary>
    public Projection Projection(ScimResourceType type)
    {
        string attributes = Query("attributes"), excluded = Query("excludedAttributes");
        return attributes.Length == 0 && excluded.Length == 0
            ? Protocol.Json.Projection.Default
            : Protocol.Json.Projection.Create(type, Protocol.Json.Projection.ParseNames(attributes), Protocol.Json.Projection.ParseNames(excluded));
    }

    /// <summary>A call of a resource's service on behalf of the caller.</summary>
    public ResourceCall Call(IResourceBackend backend, Projection projection, bool mutates = false)
    {
        CallInvoker invoker = backend.Invoker.As(caller.Assertion, keys);
        ScimResourceType type = TypeOf(backend);
        FieldMask mask = projection.ToFieldMask(type);
        var call = new ResourceCall(caller.TenantId, invoker, caller.Profile, mask, http.RequestAborted)
        {
            Type = type,
            SchemaVersion = caller.Types.Version,
            Most = (caller.MaxUsers, caller.MaxGroups),
            WantsGroups = type.Attributes.Find("groups") is { Mutability: Mutability.ReadOnly } groups && projection.Includes(groups),
        };
        return mutates
            ? call with { RequestId = http.Response.Headers[RequestIdHeader].ToString(), IfMatch = http.Request.Headers.IfMatch.ToString() }
            : call;
    }
}
