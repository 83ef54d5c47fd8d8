using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Scim.Protos.Common.V1;

namespace Scim.ServiceDefaults.Callers;

/// <summary>What one RPC requires of its caller, as its option says.</summary>
internal sealed class CallerRule
{
    private const string AllTenants = "*";

    private static readonly ConcurrentDictionary<string, CallerRule?> Rules = new(StringComparer.Ordinal);

    private readonly CallerRequirements _requires;
    private readonly FieldDescriptor _tenant;

    private CallerRule(CallerRequirements requires, FieldDescriptor tenant)
    {
        _requires = requires;
        _tenant = tenant;
    }

    /// <summary>The rule of an RPC ("/package.Service/Method"); null for an RPC without one, which nobody may call.</summary>
    public static CallerRule? Of(string method, IMessage request) =>
        Rules.GetOrAdd(method, static (name, file) => Read(name, file), request.Descriptor.File);

    /// <summary>Why the caller may not make the request; null where it may.</summary>
    public string? Refuse(CallerAssertion caller, IMessage request)
    {
        if (caller.Kind == CallerKind.Unspecified || !_requires.Kinds.Contains(caller.Kind)) return "kind";
        if (caller.Scope < _requires.Scope) return "scope";
        return MayName(caller, TenantOf(request)) ? null : "tenant";
    }

    /// <summary>The tenant that a request names; empty for none, or all.</summary>
    public string TenantOf(IMessage request) => (string)_tenant.Accessor.GetValue(request);

    private bool MayName(CallerAssertion caller, string tenantId) => caller.Kind switch
    {
        CallerKind.Operator or CallerKind.Service => true,
        CallerKind.Product when caller.TenantId == AllTenants => true,
        _ when _requires.AnyTenant => true,
        _ => caller.TenantId is not ("" or AllTenants) && caller.TenantId == tenantId,
    };

    private static CallerRule? Read(string method, FileDescriptor file)
    {
        MethodDescriptor? rpc = file.Services
            .SelectMany(service => service.Methods)
            .FirstOrDefault(candidate => method == $"/{candidate.Service.FullName}/{candidate.Name}");
        CallerRequirements? requires = rpc?.GetOptions()?.GetExtension(CallerExtensions.Requires);
        FieldDescriptor? tenant = rpc?.InputType.FindFieldByName("tenant_id");
        return requires is null || tenant is null ? null : new CallerRule(requires, tenant);
    }
}
