using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Scim.Gateway.Clusters;

/// <summary>
/// Which calls may be sent once more after their transport failed, when nobody knows whether they were applied: those
/// that read, by the verb of their name, and mutations that a request_id names.
/// </summary>
internal static class RetryRule
{
    private static readonly string[] ReadingVerbs = ["Get", "BatchGet", "List", "Check"];

    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor?> RequestIds = new();

    public static bool Allows<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request)
    {
        foreach (string verb in ReadingVerbs)
        {
            if (method.Name.StartsWith(verb, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return request is IMessage message
            && RequestIds.GetOrAdd(message.Descriptor, static descriptor => descriptor.FindFieldByName("request_id")) is { } field
            && field.Accessor.GetValue(message) is string { Length: > 0 };
    }
}
