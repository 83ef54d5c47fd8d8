using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Scim.Tests.Shared.Fuzzing;

/// <summary>Wire messages with changes in their commands, their documents or their bytes, the same for the same seed.</summary>
internal static class WireGen
{
    private const int OpMessage = 2013;
    private const int OpQuery = 2004;
    private static readonly BsonBinaryWriterSettings Deep = new() { MaxSerializationDepth = 1000 };

    private static readonly string[] Names =
    [
        "$and", "$or", "$nor", "$not", "$eq", "$gt", "$in", "$nin", "$exists", "$elemMatch", "$regex", "$options", "$all", "$size", "$type", "$mod", "$expr", "$where",
        "$set", "$unset", "$inc", "$push", "$addToSet", "$pull", "$pop", "$rename", "$min", "$max", "$mul", "$setOnInsert", "$currentDate", "$bit", "$each", "$slice", "$sort",
        "$match", "$group", "$project", "$unionWith", "$limit", "$skip", "$count", "$sum", "$first", "$push", "$lookup", "$changeStream",
        "filter", "sort", "projection", "limit", "skip", "batchSize", "hint", "collation", "let", "lsid", "txnNumber", "maxTimeMS", "readConcern", "writeConcern", "$db", "_id", "a", "a.b", "a.0.b", "", "$", "$$ROOT",
    ];

    private static readonly Func<Random, string, BsonDocument>[] Templates =
    [
        (_, db) => Json("{hello:1,helloOk:true,client:{driver:{name:'x',version:'1'},os:{type:'Linux'}},compression:[]}", db),
        (r, db) => Json("{insert:'c',documents:[{_id:" + r.Next(200) + ",a:[1,{b:'x'},2.5],s:'text',d:{e:null}},{a:'y'}],ordered:false}", db),
        (_, db) => Json("{find:'c',filter:{a:{$in:[1,'x']},$or:[{s:{$regex:'^t',$options:'i'}},{_id:{$gt:5,$lt:100}}]},sort:{a:-1,_id:1},projection:{a:1,'d.e':1},limit:5,batchSize:2}", db),
        (_, db) => Json("{find:'c',filter:{a:{$elemMatch:{b:'x'}},s:{$exists:true},d:{$not:{$size:2}}},skip:1,hint:{a:1,s:-1}}", db),
        (r, db) => Json("{update:'c',updates:[{q:{_id:" + r.Next(200) + "},u:{$set:{'a.0':1,'d.f':'z'},$inc:{n:1},$push:{l:{$each:[1,2],$slice:-5}},$unset:{s:''}},upsert:true},{q:{s:'text'},u:{$addToSet:{a:3},$pull:{l:{$gt:1}}},multi:true}]}", db),
        (r, db) => Json("{delete:'c',deletes:[{q:{_id:" + r.Next(200) + "},limit:1},{q:{n:{$gt:3}},limit:0}]}", db),
        (r, db) => Json("{findAndModify:'c',query:{_id:" + r.Next(200) + "},update:{$set:{a:[1,2]},$setOnInsert:{s:'new'}},upsert:true,new:true,fields:{a:1},sort:{_id:1}}", db),
        (_, db) => Json("{aggregate:'c',pipeline:[{$match:{a:1}},{$sort:{s:1}},{$group:{_id:'$s',n:{$sum:1},m:{$max:'$n'},f:{$first:'$a'},l:{$push:'$_id'}}},{$project:{n:1}},{$limit:5}],cursor:{batchSize:2}}", db),
        (_, db) => Json("{aggregate:'c',pipeline:[{$match:{}},{$unionWith:{coll:'d',pipeline:[{$match:{a:{$gt:0}}}]}},{$skip:1},{$count:'n'}],cursor:{}}", db),
        (_, db) => Json("{count:'c',query:{a:{$gte:1}},limit:10,skip:1}", db),
        (_, db) => Json("{distinct:'c',key:'a',query:{s:{$type:'string'}}}", db),
        (_, db) => Json("{createIndexes:'c',indexes:[{key:{a:1,s:-1},name:'a_1_s_-1'},{key:{n:1},name:'n',unique:true,partialFilterExpression:{n:{$gt:1000}}},{key:{t:1},name:'t',expireAfterSeconds:3600}]}", db),
        (_, db) => Json("{dropIndexes:'c',index:'n'}", db),
        (_, db) => Json("{listIndexes:'c',cursor:{batchSize:1}}", db),
        (_, db) => Json("{listCollections:1,filter:{name:'c'},nameOnly:true}", db),
        (_, db) => Json("{create:'d',validator:{}}", db),
        (_, db) => Json("{explain:{find:'c',filter:{a:1,s:{$gt:'a'}},sort:{a:1}},verbosity:'executionStats'}", db),
        (_, db) => Json("{getMore:{$numberLong:'1'},collection:'c',batchSize:2}", db),
        (_, db) => Json("{killCursors:'c',cursors:[{$numberLong:'1'}]}", db),
        (r, db) => Json("{insert:'c',documents:[{_id:'t" + r.Next(50) + "'}],lsid:{id:{$uuid:'00000000-0000-4000-8000-00000000000" + r.Next(9) + "'}},txnNumber:{$numberLong:'" + r.Next(9) + "'},startTransaction:true,autocommit:false}", db),
        (r, db) => Json("{commitTransaction:1,lsid:{id:{$uuid:'00000000-0000-4000-8000-00000000000" + r.Next(9) + "'}},txnNumber:{$numberLong:'" + r.Next(9) + "'},autocommit:false}", "admin"),
        (_, db) => Json("{abortTransaction:1,lsid:{id:{$uuid:'00000000-0000-4000-8000-000000000001'}},txnNumber:{$numberLong:'1'},autocommit:false}", "admin"),
        (_, db) => Json("{serverStatus:1}", "admin"),
        (_, db) => Json("{dbStats:1,scale:1024}", db),
        (_, db) => Json("{collStats:'c'}", db),
        (_, db) => Json("{drop:'d'}", db),
    ];

    /// <summary>A message for a database.</summary>
    /// <param name="seed">What it is made of.</param>
    /// <param name="database">The database that it names, unless that is changed too.</param>
    /// <param name="framed">Whether its length is true, so that the connection can be used again.</param>
    public static byte[] Of(long seed, string database, out bool framed)
    {
        var random = new Random((int)(seed * 2654435761 % int.MaxValue));
        BsonDocument command = Templates[random.Next(Templates.Length)](random, database);
        for (int changes = random.Next(4); changes > 0; changes--) ChangeSomewhere(command, random);
        byte[] message = random.Next(8) == 0 ? Query(command) : Message(command, random);
        framed = true;
        if (random.Next(4) != 0) return message;

        List<byte> bytes = [.. message];
        for (int changes = random.Next(1, 4); changes > 0; changes--) InputGen.Change(bytes, random);
        message = [.. bytes];
        if (message.Length < 16 || random.Next(8) == 0) framed = false;
        else BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        return message;
    }

    private static BsonDocument Json(string json, string database) => BsonDocument.Parse(json).Add("$db", database);

    private static void ChangeSomewhere(BsonDocument command, Random random)
    {
        BsonValue place = command;
        while (Children(place) is { Length: > 0 } children && random.Next(4) != 0) place = children[random.Next(children.Length)];
        switch (place)
        {
            case BsonDocument document:
                Change(document, random);
                break;
            case BsonArray array:
                Change(array, random);
                break;
        }
    }

    private static void Change(BsonDocument document, Random random)
    {
        int at = document.ElementCount == 0 ? -1 : random.Next(document.ElementCount);
        string name = Names[random.Next(Names.Length)];
        if (at < 0 || random.Next(5) == 0)
        {
            if (!document.Contains(name)) document.Add(name, Value(random));
            return;
        }

        BsonElement element = document.GetElement(at);
        switch (random.Next(4))
        {
            case 0:
                document.RemoveAt(at);
                break;
            case 1 when !document.Contains(name):
                document.RemoveAt(at);
                document.InsertAt(at, new BsonElement(name, element.Value));
                break;
            case 2:
                BsonValue nested = element.Value;
                for (int depth = random.Next(random.Next(8) == 0 ? 250 : 4); depth >= 0; depth--) nested = depth % 2 == 0 ? new BsonDocument(name, nested) : new BsonArray { nested };
                document[at] = nested;
                break;
            default:
                document[at] = Value(random);
                break;
        }
    }

    private static void Change(BsonArray array, Random random)
    {
        if (array.Count > 0 && random.Next(2) == 0) array[random.Next(array.Count)] = Value(random);
        else array.Add(Value(random));
    }

    private static BsonValue[] Children(BsonValue value) => value switch
    {
        BsonDocument document => [.. document.Values.Where(child => child is BsonDocument or BsonArray)],
        BsonArray array => [.. array.Where(child => child is BsonDocument or BsonArray)],
        _ => [],
    };

    private static BsonValue Value(Random random) => random.Next(24) switch
    {
        0 => BsonNull.Value,
        1 => int.MinValue,
        2 => long.MaxValue,
        3 => long.MinValue,
        4 => double.NaN,
        5 => double.NegativeInfinity,
        6 => -0.0,
        7 => new BsonDecimal128(Decimal128.Parse("-9.999999999999999999999999999999999E+6144")),
        8 => "",
        9 => new string('x', random.Next(3000)),
        10 => "\0\u20ac\ud83d\ude00$a.b",
        11 => new BsonDocument(),
        12 => new BsonArray(),
        13 => new BsonRegularExpression("(a+)+$[", "imsxz"),
        14 => BsonMinKey.Value,
        15 => BsonMaxKey.Value,
        16 => new BsonTimestamp(long.MaxValue),
        17 => new BsonDateTime(long.MinValue),
        18 => ObjectId.Empty,
        19 => new BsonBinaryData(new byte[random.Next(40)], BsonBinarySubType.UserDefined),
        20 => BsonUndefined.Value,
        21 => new BsonJavaScriptWithScope("x", new BsonDocument("a", 1)),
        22 => random.Next(-3, 4),
        _ => Names[random.Next(Names.Length)],
    };

    private static byte[] Message(BsonDocument command, Random random)
    {
        using var content = new MemoryStream();
        content.Write(BitConverter.GetBytes(random.Next(32) == 0 ? random.Next() : 0));
        BsonElement? sequence = command.Elements.Cast<BsonElement?>().FirstOrDefault(element => element!.Value.Name is "documents" or "updates" or "deletes" && element.Value.Value is BsonArray array && array.All(item => item is BsonDocument));
        if (sequence is { } found && random.Next(2) == 0)
        {
            command = new BsonDocument(command.Elements.Where(element => element.Name != found.Name));
            byte[] documents = [.. Encoding.UTF8.GetBytes(found.Name), 0, .. found.Value.AsBsonArray.SelectMany(item => item.AsBsonDocument.ToBson(writerSettings: Deep))];
            content.WriteByte(1);
            content.Write(BitConverter.GetBytes(documents.Length + 4));
            content.Write(documents);
        }

        content.WriteByte(0);
        content.Write(command.ToBson(writerSettings: Deep));
        return WithHeader(OpMessage, content.ToArray());
    }

    private static byte[] Query(BsonDocument command) =>
        WithHeader(OpQuery, [0, 0, 0, 0, .. "fuzz.$cmd\0"u8, 0, 0, 0, 0, 255, 255, 255, 255, .. command.ToBson(writerSettings: Deep)]);

    private static byte[] WithHeader(int operation, byte[] content)
    {
        var message = new byte[16 + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), 1);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), operation);
        content.CopyTo(message, 16);
        return message;
    }
}
