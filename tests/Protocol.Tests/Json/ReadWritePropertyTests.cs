using System.Buffers;
using CsCheck;
using Google.Protobuf;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protos.Groups.V1;
using Scim.Tests.Shared;

namespace Scim.Protocol.Tests.Json;

/// <summary>What is written reads back as it was, and writes the same again.</summary>
public sealed class ReadWritePropertyTests
{
    [Fact]
    public void ReadWriteRead_OfAnyUser_IsIdentity() => ResourceGen.User.Sample(user => Same(ScimResourceTypes.User, user), iter: 2_000);

    [Fact]
    public void ReadWriteRead_OfAnyGroup_IsIdentity() => Gen.Select(Gen.String, Gen.String.Array[0, 5], (name, members) => new Group
    {
        DisplayName = name + "x",
        Members = { members.Select((value, i) => new Member { Value = $"{i}{value}", Type = i % 2 == 0 ? "User" : "Group" }) },
    }).Sample(group => Same(ScimResourceTypes.Group, group), iter: 2_000);

    private static bool Same<T>(ScimResourceType type, T resource)
        where T : class, IMessage<T>, new()
    {
        // A message may hold complex values without attributes; JSON has none (RFC 7643 section 2.5).
        T read = Read<T>(type, Write(type, resource));
        byte[] first = Write(type, read);
        T again = Read<T>(type, first);
        return read.Equals(again) && first.AsSpan().SequenceEqual(Write(type, again));
    }

    private static T Read<T>(ScimResourceType type, byte[] json)
        where T : class, IMessage<T>, new()
    {
        var read = new T();
        ScimJsonReader.Read(json, type, read, ScimReadOptions.Server);
        return read;
    }

    private static byte[] Write<T>(ScimResourceType type, T resource)
        where T : class, IMessage<T>, new()
    {
        var output = new ArrayBufferWriter<byte>();
        ScimJsonWriter.Write(output, type, resource, new ScimWriteOptions());
        return output.WrittenSpan.ToArray();
    }
}
