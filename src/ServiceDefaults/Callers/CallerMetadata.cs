using Grpc.Core;
using Grpc.Core.Interceptors;
using Scim.Protos.Common.V1;

namespace Scim.ServiceDefaults.Callers;

/// <summary>The caller of an RPC: attached by clients, read by handlers.</summary>
public static class CallerMetadata
{
    /// <summary>The metadata entry of the signed assertion.</summary>
    public const string Name = "scim-caller-bin";

    /// <summary>The caller of the call, as the interceptor let it in.</summary>
    public static CallerAssertion GetCaller(this ServerCallContext context) => (CallerAssertion)context.UserState[Name];

    /// <summary>An invoker whose calls are made as <paramref name="caller"/>.</summary>
    public static CallInvoker As(this CallInvoker invoker, CallerAssertion caller, CallerKeys keys) =>
        invoker.Intercept(metadata =>
        {
            var signed = new Metadata { { Name, keys.Sign(caller) } };
            foreach (Metadata.Entry entry in metadata) if (entry.Key != Name) signed.Add(entry);
            return signed;
        });

    /// <summary>An invoker whose calls are made as a process of the system itself, which may name any tenant.</summary>
    public static CallInvoker AsService(this CallInvoker invoker, string process, CallerKeys keys) =>
        invoker.As(new CallerAssertion { Kind = CallerKind.Service, Scope = Scope.Write, Actor = process }, keys);
}
