using Google.Protobuf.Reflection;
using Scim.Protos.Common.V1;

namespace Scim.Contracts.Tests;

/// <summary>The contracts, as the generated code describes them.</summary>
internal static class Contract
{
    public static IReadOnlyList<FileDescriptor> Files { get; } =
        [.. typeof(CallerRequirements).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor")?.GetValue(null))
            .OfType<FileDescriptor>()
            .OrderBy(file => file.Name, StringComparer.Ordinal)];

    public static IEnumerable<MethodDescriptor> Rpcs { get; } =
        [.. Files.SelectMany(file => file.Services).SelectMany(service => service.Methods)];

    public static MethodDescriptor Rpc(string fullName) => Rpcs.Single(rpc => rpc.FullName == fullName);

    /// <summary>The messages and all messages inside them, once each.</summary>
    public static IEnumerable<MessageDescriptor> Closure(IEnumerable<MessageDescriptor> roots)
    {
        var seen = new SortedDictionary<string, MessageDescriptor>(StringComparer.Ordinal);
        var waiting = new Stack<MessageDescriptor>(roots);
        while (waiting.TryPop(out MessageDescriptor? message))
        {
            if (!message.FullName.StartsWith("scim.", StringComparison.Ordinal) || !seen.TryAdd(message.FullName, message))
                continue;

            foreach (FieldDescriptor field in message.Fields.InDeclarationOrder())
            {
                if (field.FieldType == FieldType.Message) waiting.Push(field.MessageType);
            }
        }

        return seen.Values;
    }
}
