using Google.Protobuf.Reflection;
using Scim.Protos.Common.V1;
using Scim.Protos.Groups.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;
using Yarp.ReverseProxy.Configuration;

namespace Scim.Gateway.Native;

/// <summary>
/// The RPCs that the product's own services may call through the gateway, as routes of YARP: those whose option
/// (scim.common.v1.requires) names CALLER_KIND_PRODUCT, and no others.
/// </summary>
internal static class NativeRoutes
{
    private const string Prefix = "native:";

    private static readonly (string ClusterId, FileDescriptor[] Files)[] Services =
    [
        ("users", [UserServiceReflection.Descriptor]),
        ("groups", [GroupServiceReflection.Descriptor]),
        ("tokens",
        [
            TenantServiceReflection.Descriptor, ConnectionServiceReflection.Descriptor, TokenServiceReflection.Descriptor,
            ActivityServiceReflection.Descriptor, SignOnServiceReflection.Descriptor,
        ]),
    ];

    /// <summary>Whether a route is one of these.</summary>
    public static bool IsNative(RouteConfig route) => route.RouteId.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The routes, a path each: <c>/package.Service/Method</c>.</summary>
    public static IReadOnlyList<RouteConfig> All() =>
    [
        .. from service in Services
           from rpc in service.Files.SelectMany(file => file.Services).SelectMany(declared => declared.Methods)
           where rpc.GetOptions()?.GetExtension(CallerExtensions.Requires)?.Kinds.Contains(CallerKind.Product) == true
           let path = $"/{rpc.Service.FullName}/{rpc.Name}"
           select new RouteConfig
           {
               RouteId = Prefix + path,
               ClusterId = service.ClusterId,
               Match = new RouteMatch { Path = path, Methods = [HttpMethods.Post] },
           },
    ];
}
