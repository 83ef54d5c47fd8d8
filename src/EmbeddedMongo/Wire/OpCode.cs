namespace Scim.EmbeddedMongo.Wire;

/// <summary>The message kinds that this server speaks; everything else closes the connection.</summary>
internal enum OpCode
{
    Reply = 1,
    Query = 2004,
    Message = 2013,
}
