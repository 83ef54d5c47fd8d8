using Google.Protobuf;
using Grpc.Core;
using Scim.Protocol.Schema;
using Scim.Protos.Common.V1;

namespace Scim.Gateway.Resources;

/// <summary>The service behind one resource type's endpoint.</summary>
internal interface IResourceBackend
{
    /// <summary>The type that the endpoint serves.</summary>
    ScimResourceType Type { get; }

    /// <summary>The way to the service.</summary>
    CallInvoker Invoker { get; }

    /// <summary>Whether a PATCH is answered by 204 unless the client names the attributes that it wants.</summary>
    bool AnswersPatchWithNothing { get; }

    /// <summary>Creates a resource under an id that the gateway chose.</summary>
    Task<IMessage> CreateAsync(ResourceCall call, string id, IMessage resource);

    /// <summary>Reads a resource; null where the client has this version already.</summary>
    Task<(IMessage Resource, bool NotModified)> GetAsync(ResourceCall call, string id, string ifNoneMatch);

    /// <summary>Reads a page.</summary>
    Task<ResourceList> ListAsync(ResourceCall call, ListQuery query);

    /// <summary>Replaces a resource.</summary>
    Task<IMessage> ReplaceAsync(ResourceCall call, string id, IMessage resource);

    /// <summary>Changes a resource, and says whether anything is different.</summary>
    Task<(IMessage Resource, bool Changed)> PatchAsync(ResourceCall call, string id, IReadOnlyList<PatchOperation> operations);

    /// <summary>Deletes a resource.</summary>
    Task DeleteAsync(ResourceCall call, string id);
}
